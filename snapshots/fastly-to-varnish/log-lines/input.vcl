backend F_site { .host = "192.0.2.10"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  set req.backend = F_site;
  set req.http.X-Started = time.start.usec;
  if (req.url.path ~ "^/admin") {
    log "admin: " client.ip " " req.method " " req.url;
  }
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch
  if (beresp.status >= 500) {
    log {"syslog "} req.service_id {" origin :: "} beresp.status " from " beresp.backend.name " for " req.url;
  }
  return(deliver);
}

sub vcl_log {
#FASTLY log
  # One JSON object a line
  log {"syslog "} req.service_id {" json :: {"time":""} strftime({"%Y-%m-%dT%H:%M:%SZ"}, time.start) {"","ip":""} client.ip
    {"","host":""} json.escape(req.http.Host) {"","url":""} json.escape(req.url) {"","status":"} resp.status
    {","bytes":"} resp.bytes_written {","ms":"} time.elapsed.msec {","cache":""} fastly_info.state {"""} "}";
  if (resp.status >= 400 && req.http.User-Agent !~ "bot") {
    log {"syslog "} req.service_id {" errors :: "} req.http.Referer " -> " req.url " " resp.status;
  }
}
