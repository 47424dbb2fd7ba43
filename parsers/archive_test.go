package parsers

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"testing"
)

// TestOverlap lists a member twice in the directory of an archive, which is how
// an archive unpacks to many times what is in it.
func TestOverlap(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"a.har", "b.har"} {
		member, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := member.Write([]byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	sound := b.Bytes()
	const end = 22 // bytes of the record behind the directory
	size := binary.LittleEndian.Uint32(sound[len(sound)-end+12:])
	directory := sound[len(sound)-end-int(size) : len(sound)-end]
	twice := bytes.Clone(sound[:len(sound)-end])
	twice = append(twice, directory...)
	tail := bytes.Clone(sound[len(sound)-end:])
	binary.LittleEndian.PutUint16(tail[8:], 4)
	binary.LittleEndian.PutUint16(tail[10:], 4)
	binary.LittleEndian.PutUint32(tail[12:], 2*size)
	twice = append(twice, tail...)

	for name, test := range map[string]struct {
		archive []byte
		want    bool
	}{"sound": {sound, false}, "members twice": {twice, true}} {
		z, err := zip.NewReader(bytes.NewReader(test.archive), int64(len(test.archive)))
		if err != nil {
			t.Fatal(name, err)
		}
		if got := overlap(z.File); got != test.want {
			t.Errorf("%s, %d members: overlap is %v", name, len(z.File), got)
		}
	}
}
