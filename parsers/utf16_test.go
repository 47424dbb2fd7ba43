package parsers

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// Half a character of UTF-16 costs itself, and not the one behind it.
func TestHalfCharacters(t *testing.T) {
	for name, test := range map[string]struct{ units, want string }{
		"a whole one":        {"\x3d\xd8\x00\xde\x31\x00", "\U0001f6001"},
		"a first half":       {"\x3d\xd8\x31\x00", "\ufffd1"},
		"a second half":      {"\x00\xde\x31\x00", "\ufffd1"},
		"a half at the end":  {"\x31\x00\x3d\xd8", "1\ufffd"},
		"two first halves":   {"\x3d\xd8\x3d\xd8\x00\xde", "\ufffd\U0001f600"},
		"an odd byte behind": {"\x31\x00\x32", "1"},
	} {
		r, err := newUTF16(strings.NewReader("\xff\xfe" + test.units))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if string(got) != test.want || err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, test.want)
		}
	}
}
