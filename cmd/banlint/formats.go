package main

import (
	"slices"

	"github.com/banlint/banlint/parsers"
	"github.com/banlint/banlint/parsers/accesslog"
	"github.com/banlint/banlint/parsers/applog"
	"github.com/banlint/banlint/parsers/burp"
	"github.com/banlint/banlint/parsers/charles"
	"github.com/banlint/banlint/parsers/har"
	"github.com/banlint/banlint/parsers/jsondump"
	"github.com/banlint/banlint/parsers/mitmproxy"
	"github.com/banlint/banlint/parsers/otlp"
	"github.com/banlint/banlint/parsers/pcap"
	"github.com/banlint/banlint/parsers/playwright"
	"github.com/banlint/banlint/parsers/saz"
	"github.com/banlint/banlint/parsers/vcr"
)

// formats lists the kinds of recording, in the order in which they are tried.
var formats = slices.Concat([]*parsers.Format{
	har.Format,
	playwright.Format,
	jsondump.Format,
	mitmproxy.Format,
	pcap.Format,
	vcr.Format,
	saz.Format,
	burp.Format,
	charles.Format,
	otlp.Format,
}, applog.Formats, accesslog.Formats, []*parsers.Format{applog.Loose}) // which takes what no other does

func formatNamed(name string) *parsers.Format {
	i := slices.IndexFunc(formats, func(f *parsers.Format) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return formats[i]
}

func formatNames() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	return names
}
