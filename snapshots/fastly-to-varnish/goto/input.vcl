backend F_site { .host = "192.0.2.10"; .port = "80"; }

acl office {
  "192.0.2.0"/24;
}

sub vcl_recv {
#FASTLY recv
  set req.backend = F_site;

  if (client.ip ~ office) {
    goto trusted; # no questions asked
  }
  # Strangers may not pass these on
  unset req.http.X-Debug;
  unset req.http.X-Trace;
  if (req.url.path ~ "^/admin") {
    goto refused;
  }

trusted:
  if (req.http.X-Debug) {
    set req.http.X-Trace = "on";
    goto done;
    # not reached
  }
  set req.http.X-Trace = "off";

done:
  return(lookup);

refused:
  error 403 "Forbidden";
}
