backend F_app { .host = "192.0.2.10"; .port = "80"; }
backend F_socket { .host = "192.0.2.11"; .port = "8000"; }

sub vcl_recv {
#FASTLY recv
  set req.backend = F_app;

  # The live ticker talks both ways
  if (req.http.Upgrade ~ "(?i)websocket" && req.url.path == "/live") {
    set req.backend = F_socket;
    return(upgrade);
  }
  if (req.url.path ~ "^/download/") {
    return(pipe);
  }
  return(lookup);
}
