backend F_site { .host = "192.0.2.10"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  set req.backend = F_site;
  # Fragments are for ESI only
  if (req.url.path ~ "^/fragments/" && !req.is_esi_subreq) {
    error 404;
  }
  set req.http.X-Level = req.esi_level;
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch
  if (beresp.http.Content-Type ~ "^text/html" && beresp.http.X-Esi == "1") {
    esi;
    unset beresp.http.X-Esi;
  }

  # Text that the origin did not compress
  if ((beresp.status == 200 || beresp.status == 404) &&
      (beresp.http.content-type ~ "^(?:text/|application/(?:json|javascript|xml))" || req.url ~ "\.(?:css|js|svg)($|\?)")) {
    if (!beresp.http.Vary ~ "Accept-Encoding") {
      set beresp.http.Vary = if(beresp.http.Vary, beresp.http.Vary ", Accept-Encoding", "Accept-Encoding");
    }
    if (req.http.Accept-Encoding == "br") {
      set beresp.brotli = true; # smaller still
    } elsif (req.http.Accept-Encoding == "gzip") {
      # for everybody else
      set beresp.gzip = true;
    }
  }
  set beresp.do_stream = true;
  return(deliver);
}
