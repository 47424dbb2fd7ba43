package jsonscan

import "bytes"

// Members passes the object that begins at the next byte. visit passes the value
// of each member; an error of it ends the walk.
func (s *Scanner) Members(visit func(name string) error) error {
	if err := s.Expect('{'); err != nil {
		return err
	}
	if s.Next() == '}' {
		return s.Expect('}')
	}
	for {
		name, err := s.Name()
		if err != nil {
			return err
		}
		if err := visit(name); err != nil {
			return err
		}
		if s.Next() == '}' {
			return s.Expect('}')
		}
		if err := s.Expect(','); err != nil {
			return err
		}
	}
}

// Elements passes the list that begins at the next byte. visit passes each
// element; an error of it ends the walk. Where a comma has no element behind it,
// visit finds another comma or the bracket.
func (s *Scanner) Elements(visit func() error) error {
	if err := s.Expect('['); err != nil {
		return err
	}
	if s.Next() == ']' {
		return s.Expect(']')
	}
	for {
		s.Next()
		if err := visit(); err != nil {
			return err
		}
		if s.Next() == ']' {
			return s.Expect(']')
		}
		if err := s.Expect(','); err != nil {
			return err
		}
	}
}

// maxName bounds the names of members that are looked at.
const maxName = 256

// nameOf is a name without its escapes.
func nameOf(raw []byte) string {
	if bytes.IndexByte(raw, '\\') >= 0 {
		raw = new(Room).write(raw)
	}
	return string(raw)
}

// Name passes the name of a member and its colon. A name that is too long to be
// one that matters comes back as "".
func (s *Scanner) Name() (string, error) {
	if err := s.Expect('"'); err != nil {
		return "", err
	}
	s.ahead(maxName + 1) // so that the name is in one piece
	name := ""
	if end := stringEnd(s.buf[:min(len(s.buf), s.pos+maxName+1)], s.pos); end >= 0 {
		name, s.pos = nameOf(s.buf[s.pos:end]), end+1
	} else if err := s.skipString(); err != nil {
		return "", err
	}
	return name, s.Expect(':')
}
