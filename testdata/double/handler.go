package main

import (
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// double serves both dialects and records what it serves.
type double struct {
	service  *service
	recorder *recorder
	origin   *url.URL
	latency  time.Duration
}

// reply is an answer before it is sent.
type reply struct {
	status int
	mime   string
	body   string
}

func (d *double) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if d.latency > 0 {
		time.Sleep(d.latency/2 + rand.N(d.latency))
	}
	a := d.answer(r, body)
	header := w.Header()
	header.Set("Content-Type", a.mime)
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	w.WriteHeader(a.status)
	io.WriteString(w, a.body)
	if err := d.recorder.record(d.exchange(start, r, body, a, header)); err != nil {
		log.Print(err)
	}
}

func (d *double) answer(r *http.Request, body []byte) reply {
	switch path := strings.Trim(r.URL.Path, "/"); path {
	case "in.php", "res.php":
		return d.service.servePHP(path, r, body)
	default:
		return d.service.serveJSON(path, body)
	}
}

// exchange tells of the request as it would have reached the real service.
func (d *double) exchange(start time.Time, r *http.Request, body []byte, a reply, header http.Header) exchange {
	sent := r.Header.Clone()
	sent.Set("Host", d.origin.Host)
	for _, coding := range r.TransferEncoding {
		sent.Add("Transfer-Encoding", coding)
	}
	return exchange{
		start: start.UTC(), duration: time.Since(start), remote: r.RemoteAddr,
		method: r.Method, url: d.origin.Scheme + "://" + d.origin.Host + r.URL.RequestURI(), proto: r.Proto,
		header: sent, query: r.URL.RawQuery, body: body,
		status: a.status, responseHeader: header, responseBody: a.body,
	}
}
