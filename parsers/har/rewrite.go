package har

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/banlint/banlint/parsers"
)

// layout puts entries into an archive of their own: pages, comments and the like stay behind.
var layout = &parsers.Layout{Frame: frame, Rewrite: rewrite}

func frame([]byte) parsers.Frame {
	return parsers.Frame{
		Head:    "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"banlint redact\",\"version\":\"1\"},\"entries\":[\n",
		Between: ",\n", Tail: "\n]}}\n",
	}
}

func rewrite(rec parsers.Record, r parsers.Replacer) ([]byte, error) {
	return RewriteEntry(rec.Text, rec.Attached, r)
}

// RewriteEntry writes an entry anew. Bodies that lie beside the recording go into it.
func RewriteEntry(entry []byte, attached func(string) ([]byte, error), r parsers.Replacer) ([]byte, error) {
	if err := parsers.CheckJSON(entry); err != nil {
		return nil, err
	}
	for _, path := range []string{"request.postData", "response.content"} {
		if v := gjson.GetBytes(entry, path); v.IsObject() && attached != nil {
			entry = slices.Concat(entry[:v.Index], inlined(v, attached), entry[v.Index+len(v.Raw):])
		}
	}
	return r.JSON(entry), nil
}

// maxInlined is how long a body may be that goes into an entry, which must not come out longer
// than a record may be: a character may take six bytes in JSON. Of a longer one the size is told.
const maxInlined = parsers.MaxRecord / 8

// inlined is a postData or content with the body that it refers to.
func inlined(v gjson.Result, attached func(string) ([]byte, error)) []byte {
	name := v.Get("_file")
	if !name.Exists() {
		name = v.Get("_sha1")
	}
	body, err := attached(name.Str)
	if errors.Join(err, gone(name)) != nil {
		return []byte(v.Raw)
	}
	members := map[string]json.RawMessage{}
	v.ForEach(func(name, value gjson.Result) bool {
		if name.Str != "_file" && name.Str != "_sha1" {
			members[name.Str] = json.RawMessage(value.Raw)
		}
		return true
	})
	if len(body) > maxInlined {
		object, _ := json.Marshal(members)
		return object
	}
	text := string(body)
	if !utf8.Valid(body) {
		text = base64.StdEncoding.EncodeToString(body)
		members["encoding"] = json.RawMessage(`"base64"`)
	}
	members["text"], _ = json.Marshal(text)
	object, _ := json.Marshal(members) // of what was JSON before
	return object
}

func gone(name gjson.Result) error {
	if name.Type != gjson.String || name.Str == "" {
		return errors.New("no body lies beside the recording")
	}
	return nil
}
