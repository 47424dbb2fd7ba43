package traffic

import (
	"math"
	"strconv"
)

// resource is what a page is made of.
type resource int

const (
	noResource resource = iota // a call of a service
	document
	script
	stylesheet
	data
	picture
)

// resources are their properties: type and ending as a server names them, and what
// Chrome calls them.
var resources = [...]struct{ mime, ending, chrome string }{
	noResource: {chrome: "fetch"},
	document:   {"text/html; charset=utf-8", ".html", "document"},
	script:     {"application/javascript", ".js", "script"},
	stylesheet: {"text/css", ".css", "stylesheet"},
	data:       {mimeJSON, ".json", "xhr"},
	picture:    {"image/png", ".png", "image"},
}

// parts are the resources of a page, as often as they are met.
var parts = []resource{script, script, stylesheet, data, picture, picture, document}

// browse visits a page when enough calls were made for the share of browsing.
func (c *client) browse() {
	share := c.sim.options.Browsing
	if c.owed += share / (1 - share); c.owed < 12 {
		return
	}
	n := 4 + c.random.IntN(17)
	c.owed -= float64(n)
	c.visit(n)
}

// visit plans a page of n resources.
func (c *client) visit(n int) {
	r := c.random
	page := "/" + word(r) + "/" + strconv.Itoa(r.IntN(5000))
	when := c.sim.now + seconds(0.2+2*r.Float64())
	for i := range n {
		k := &call{path: page, resource: document}
		if i > 0 {
			k.resource = parts[r.IntN(len(parts))]
			k.path = "/static/" + word(r) + strconv.Itoa(r.IntN(400)) + resources[k.resource].ending
			k.referrer = "https://" + c.site + page
		}
		c.fill(k)
		c.sim.at(when, func() { c.record(k) })
		when += seconds(0.005 + 0.08*r.Float64())
	}
}

// fill gives a request for a resource its answer. Sizes spread evenly over the
// magnitudes from 1 to 200 kB.
func (c *client) fill(k *call) {
	r := c.random
	k.method, k.host, k.server, k.agent = "GET", c.site, "192.0.2.80", browser
	k.took = seconds(0.02 + 0.3*r.Float64())
	if r.IntN(3) == 0 {
		k.query = "v=" + strconv.Itoa(r.IntN(1000)) + "&ref=" + word(r)
	}
	k.response = body{mime: resources[k.resource].mime, bulk: k.resource, length: int(1000*math.Exp(r.Float64()*math.Log(200))) &^ 3}
	if r.IntN(40) == 0 {
		k.status, k.response = 404, body{mime: resources[document].mime, head: "<html><body>Not Found</body></html>"}
	}
}
