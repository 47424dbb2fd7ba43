// Sends the clients' HTTPS requests to the double. Only the address and the
// scheme change: what the libraries say, and when, stays theirs.
import http from 'node:http'
import https from 'node:https'

const double = new URL(process.env.DOUBLE)

https.request = (options, callback) =>
  http.request(
    {
      ...options,
      protocol: double.protocol,
      host: double.hostname,
      hostname: double.hostname,
      port: double.port,
      agent: options.agent ? http.globalAgent : options.agent,
      headers: { ...options.headers, host: options.hostname ?? options.host },
    },
    callback,
  )
