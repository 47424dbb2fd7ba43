package traffic

import "strconv"

// jsonText is JSON that is being written, with a line a member or without blanks.
type jsonText struct {
	b      []byte
	pretty bool
	depth  int
	fresh  bool // the list or object that was begun last has nothing in it yet
}

// item begins a member of a list.
func (j *jsonText) item() {
	if !j.fresh {
		j.b = append(j.b, ',')
	}
	j.fresh = false
	j.line()
}

func (j *jsonText) line() {
	if j.pretty {
		const indent = "\n                        "
		j.b = append(j.b, indent[:1+2*j.depth]...)
	}
}

func (j *jsonText) open(bracket byte) {
	j.b = append(j.b, bracket)
	j.depth++
	j.fresh = true
}

func (j *jsonText) close(bracket byte) {
	j.depth--
	if !j.fresh {
		j.line()
	}
	j.b = append(j.b, bracket)
	j.fresh = false
}

// name begins a member of an object.
func (j *jsonText) name(name string) {
	j.item()
	j.b = append(j.b, '"')
	j.b = append(j.b, name...)
	j.b = append(j.b, '"', ':')
	if j.pretty {
		j.b = append(j.b, ' ')
	}
}

func (j *jsonText) object(name string) { j.name(name); j.open('{') }
func (j *jsonText) list(name string)   { j.name(name); j.open('[') }

func (j *jsonText) text(name, value string) {
	j.name(name)
	j.b = append(j.b, '"')
	j.b = append(appendEscaped(j.b, value), '"')
}

// escaped is text that is escaped already.
func (j *jsonText) escaped(name string, value []byte) {
	j.name(name)
	j.b = append(j.b, '"')
	j.b = append(append(j.b, value...), '"')
}

func (j *jsonText) number(name string, value int64) {
	j.name(name)
	j.b = strconv.AppendInt(j.b, value, 10)
}

// millis is a time in milliseconds, given in microseconds.
func (j *jsonText) millis(name string, us int64) {
	j.name(name)
	j.b = strconv.AppendFloat(j.b, float64(us)/1000, 'f', -1, 64)
}

// pair is a header or a parameter.
func (j *jsonText) pair(name, value string) {
	j.item()
	j.open('{')
	j.text("name", name)
	j.text("value", value)
	j.close('}')
}

func appendEscaped(b []byte, s string) []byte {
	from := 0
	for i := range len(s) {
		short := byte(0)
		switch s[i] {
		case '"', '\\':
			short = s[i]
		case '\n':
			short = 'n'
		case '\t':
			short = 't'
		default:
			continue
		}
		b = append(b, s[from:i]...)
		b = append(b, '\\', short)
		from = i + 1
	}
	return append(b, s[from:]...)
}
