package timeline

// A Flaw is something wrong with one request, whatever came before it: what can
// be told from the request alone. Workers that read requests note flaws, so that
// rules need no bodies.
type Flaw uint8

// The flaws, by what they are about.
const (
	// The key.
	KeyMalformed     Flaw = iota // blanks, quotes or "Bearer " around it, or not of the service's length
	KeySuffixInvalid             // an option behind the key that the service does not know, or a wrong separator
	KeyInURL                     // a key of the JSON dialect stands in the URL
	KeyInHeader                  // a header carries the key, and the body does not
	KeyOverHTTP                  // the key crosses the network in the clear

	// The form of the request.
	MethodWrong      // not POST where the service wants POST
	ContentTypeWrong // a form in the JSON dialect, or the other way round
	DialectMixed     // members of one dialect in a request of the other
	SoftIDWrong      // softId is no number, or stands within the task
	QueryUnencoded   // a URL in the query was not encoded, so that its end became parameters

	// The task that is asked for.
	TaskIDInvalid // 0, negative, a word: what a failed createTask leaves behind
	TaskIDMangled // a created id that lost digits or bits on the way
	AnswersMissed // several tasks were asked for at once, and the answer has another number of parts

	// The task that is sent.
	TaskAbsent       // no task object
	TypeUnknown      // a task type that the service does not list
	FieldMissing     // a field that the type must have; see Payload.Missing
	URLScheme        // the page's URL lacks http:// or https://
	NoCacheUnfit     // nocache on a task for which the service does not document it
	ModuleUnfit      // capMonsterModule, recognizingThreshold, math or numeric used wrongly
	ScoreRange       // minScore outside what the service documents
	CountRange       // metadata.count outside what the service documents
	InstructionsLong // instructions longer than the service takes
	CallbackInvalid  // the callback's address cannot be reached from outside
	UserAgentUnfit   // a user agent that is not of Chrome on Windows
	ImageSource      // neither images nor their URLs, or both; neither Task nor TaskDefinition
	ImageCount       // another number of images than the task wants
	ImageDataURI     // the image begins with data:
	ImageLineBreaks  // line breaks in the image's Base64
	ImageNotBase64   // the image is not Base64, or Base64 of something else than an image
	ImageTypeUnfit   // an image of a type that the service does not list
	ProxyIncomplete  // some of the proxy's fields, and not all
	ProxyMissing     // a task that needs a proxy has none
	ProxyPrivate     // an address that the service cannot reach
	ProxyHostname    // a name where the service wants an address
	ProxyPercent     // a percent sign in the proxy's login or password
	ProxyTypeUnfit   // a proxy type or port that does not exist
	ProxyNotTaken    // a proxy for a task type that takes none
	flawCount
)

// names of the flaws, as timelines of tests write them.
var flawNames = [flawCount]string{
	"key-malformed", "key-suffix-invalid", "key-in-url", "key-in-header", "key-over-http",
	"method-wrong", "content-type-wrong", "dialect-mixed", "soft-id-wrong", "query-unencoded",
	"task-id-invalid", "task-id-mangled", "answers-missed",
	"task-absent", "type-unknown", "field-missing", "url-scheme", "nocache-unfit", "module-unfit",
	"score-range", "count-range", "instructions-long", "callback-invalid", "user-agent-unfit",
	"image-source", "image-count", "image-data-uri", "image-line-breaks", "image-not-base64", "image-type-unfit",
	"proxy-incomplete", "proxy-missing", "proxy-private", "proxy-hostname", "proxy-percent", "proxy-type-unfit", "proxy-not-taken",
}

func (f Flaw) String() string { return flawNames[f] }

// FlawByName returns the flaw of that name; ok is false for a name of none.
func FlawByName(name string) (f Flaw, ok bool) {
	for i, n := range flawNames {
		if n == name {
			return Flaw(i), true
		}
	}
	return 0, false
}

// Flaws is a set of flaws. The zero Flaws is empty.
type Flaws uint64

// Has reports whether f is in the set.
func (s Flaws) Has(f Flaw) bool { return s&(1<<f) != 0 }

// Add puts f into the set.
func (s *Flaws) Add(f Flaw) { *s |= 1 << f }
