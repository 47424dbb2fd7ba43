package redact

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"
)

// Image finds the image in the request for a task, and the ending of a file's name that it
// should have; nil where there is none.
func Image(body []byte) (image []byte, ending string) {
	text := string(body)
	switch trimmed := strings.TrimSpace(text); {
	case looksLikeJSON(trimmed):
		for _, path := range []string{"task.body", "task.image", "task.imagesBase64.0", "body"} {
			if image, ending := pictureIn(gjson.Get(trimmed, path).Str); image != nil {
				return image, ending
			}
		}
	case strings.HasPrefix(trimmed, "--"):
		for _, m := range part().FindAllStringSubmatch(text, -1) {
			if ending := pictureType([]byte(m[3])); ending != "" {
				return []byte(m[3]), ending
			}
		}
	case pairs().MatchString(trimmed):
		form, _ := url.ParseQuery(trimmed) // what is broken in it is not the image
		return pictureIn(form.Get("body"))
	}
	return nil, ""
}

// pictureIn decodes an image in Base64.
func pictureIn(s string) ([]byte, string) {
	if strings.HasPrefix(s, "data:") {
		_, s, _ = strings.Cut(s, ",")
	}
	raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(s, " ", "+")) // a form that was not escaped
	if err != nil || pictureType(raw) == "" {
		return nil, ""
	}
	return raw, pictureType(raw)
}

// pictureType is the ending for an image by how it begins; "" for what is none.
func pictureType(head []byte) string {
	for _, p := range pictures {
		if strings.HasPrefix(string(head[:min(len(head), 8)]), p.magic) {
			return p.ending
		}
	}
	return ""
}

var pictures = []struct{ magic, ending string }{
	{"\x89PNG\r\n\x1a\n", ".png"}, {"GIF8", ".gif"}, {"\xff\xd8\xff", ".jpg"}, {"BM", ".bmp"}, {"RIFF", ".webp"},
}
