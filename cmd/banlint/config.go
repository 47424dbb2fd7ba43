package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/banlint/banlint/analyzer/config"
	"github.com/banlint/banlint/analyzer/report"
	"github.com/banlint/banlint/analyzer/report/escape"
	"github.com/banlint/banlint/analyzer/service"
	"github.com/banlint/banlint/rules"
)

// configFlags say which configuration is in force.
type configFlags struct {
	Config   string `placeholder:"FILE" type:"raw" xor:"config" help:"The configuration, in the place of the nearest .banlint.yaml."`
	NoConfig bool   `xor:"config" help:"Take no configuration."`
}

// configuration reads the configuration in force. It is empty where there is none.
func (c *configFlags) configuration() (*config.Config, error) {
	file := c.Config
	if c.NoConfig {
		return &config.Config{}, nil
	}
	if file == "" {
		var err error
		if file, err = config.Find("."); err != nil || file == "" {
			return &config.Config{}, err
		}
	}
	return config.Read(file, ruleIDs())
}

func ruleIDs() (ids []string) {
	for _, r := range rules.All {
		ids = append(ids, r.ID)
	}
	return ids
}

type configCmd struct {
	Verify configVerifyCmd `cmd:"" help:"Is the configuration right?"`
	Show   configShowCmd   `cmd:"" help:"Which configuration is in force, and where does it come from?"`
	Init   configInitCmd   `cmd:"" help:"Write a configuration to begin with."`
	Schema configSchemaCmd `cmd:"" help:"Print the JSON Schema of configurations, for editors."`
}

type configVerifyCmd struct {
	File string `arg:"" optional:"" type:"raw" help:"The configuration; the nearest .banlint.yaml unless told otherwise."`
}

// Run checks a configuration.
func (c *configVerifyCmd) Run(s *streams) error {
	conf, err := (&configFlags{Config: c.File}).configuration()
	switch {
	case err != nil:
		return err
	case conf.File == "":
		return errors.New("there is no .banlint.yaml here or above; banlint config init writes one")
	}
	_, err = fmt.Fprintf(s.out, "%s is right.\n", escape.Name(conf.File))
	return err
}

type configShowCmd struct {
	configFlags
}

// Run shows the configuration in force.
func (c *configShowCmd) Run(s *streams) error {
	conf, err := c.configuration()
	if err != nil {
		return err
	}
	page := report.NewPage(s.out, s.style)
	if conf.File == "" {
		page.Heading("No configuration")
		page.Text("There is no .banlint.yaml here or above: the defaults are in force.")
		return page.Close()
	}
	page.Heading(escape.Name(conf.File))
	showConfig(page, conf)
	return page.Close()
}

func showConfig(page *report.Page, c *config.Config) {
	for _, f := range []struct{ name, value string }{
		{"fail-on", c.FailOn}, {"fail-on-headroom", c.FailOnHeadroom}, {"require", strings.Join(c.Require, ", ")}, {"baseline", c.Baseline},
	} {
		if f.value != "" {
			page.Entry(f.name + ": " + escape.Text(f.value))
		}
	}
	for _, h := range c.Hosts {
		page.Entry("host "+escape.Text(h.Name), "taken for "+h.Service)
	}
	for _, p := range c.Book() {
		showService(page, p)
	}
	for _, r := range ruleSet(c) {
		if r.Bound != nil {
			page.Entry("local rule "+r.ID, r.Title, r.Severity.String()+": "+r.Bound.String()+" per "+r.Scope.String())
		}
		if setting := c.Rules[r.ID]; setting != "" {
			page.Entry("rule "+r.ID, setting)
		}
	}
	for _, s := range c.Suppressions {
		page.Entry("suppressed "+s.Rule, escape.Text(s.Reason), until(s.Until))
	}
}

func until(day string) string {
	if day == "" {
		return ""
	}
	return "until " + day
}

type configSchemaCmd struct{}

// Run prints the schema.
func (c *configSchemaCmd) Run(s *streams) error {
	return config.Schema(ruleIDs()).Write(s.out)
}

// showService shows what the configuration says of a service.
func showService(page *report.Page, p *service.Profile) {
	if service.ByName(p.Name) == nil {
		page.Entry("service "+p.Name, escape.Text(p.Title), strings.Join(slices.Concat(p.Hosts, p.SiteHosts, p.Addresses), ", "))
	}
	for _, l := range p.Limits {
		if l.Basis == service.Configured {
			page.Entry(fmt.Sprintf("limit %s of %s", l.ID, p.Name), l.String(), escape.Text(l.Because))
		}
	}
}

type configInitCmd struct {
	Files []string `arg:"" optional:"" name:"file" type:"raw" help:"Recordings to propose a configuration for."`
	CI    string   `enum:",github,gitlab" default:"" placeholder:"SYSTEM" help:"Propose a job as well, for github or gitlab."`
	Force bool     `help:"Replace what is there."`
}

// Run writes a configuration into the working directory.
func (c *configInitCmd) Run(s *streams) error {
	if _, err := os.Lstat(config.Name); err == nil && !c.Force {
		return fmt.Errorf("%s is there already; --force replaces it", config.Name)
	}
	proposal, err := c.proposal(s)
	if err != nil {
		return err
	}
	if err := writeFile(config.Name, func(w io.Writer) error {
		_, err := io.WriteString(w, proposal)
		return err
	}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s is written. What is known today is accepted once, and only what is new fails from then on, by\n\n"+
		"  banlint check --write-baseline .banlint-baseline.json RECORDINGS\n  banlint check --baseline .banlint-baseline.json RECORDINGS\n", config.Name)
	if err != nil || c.CI == "" {
		return err
	}
	return ciJobs[c.CI].write(s, c.Force)
}

const initial = `# How banlint checks the recordings of this project; see banlint config schema.

# The mildest finding that makes the exit status 1: error, warning, info or never.
fail-on: error

# Ban reasons without a verdict on which the exit status is 3, so that a recording which
# shows too little is no green light.
require: [%s]
`

// proposal is a configuration that fits the recordings.
func (c *configInitCmd) proposal(s *streams) (string, error) {
	if len(c.Files) == 0 {
		return fmt.Sprintf(initial, ""), nil
	}
	check := checkCmd{inputFlags: inputFlags{Files: c.Files, readFlags: readFlags{configFlags: configFlags{NoConfig: true}, Memory: usualMemory}}}
	in, run, err := check.judge(s, rules.All)
	if err != nil {
		return "", err
	}
	r := report.New(*run)
	var judged []string
	for _, v := range r.Verdicts {
		if v.State != "unknown" && !slices.Contains(judged, v.Reason) {
			judged = append(judged, v.Reason)
		}
	}
	text := fmt.Sprintf(initial, strings.Join(judged, ", "))
	if len(in.strangers) > 0 {
		text += "\n# Hosts that speak like a captcha service: name the service whose limits they have,\n# and take the # away.\n# hosts:\n"
		for _, h := range in.strangers {
			text += fmt.Sprintf("#   %q: capmonster\n", h)
		}
	}
	return text, nil
}
