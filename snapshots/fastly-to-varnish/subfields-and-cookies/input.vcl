backend F_site { .host = "192.0.2.10"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  set req.backend = F_site;

  # One of two designs, chosen once for each visitor
  if (req.http.Cookie:design ~ "^(a|b)$") {
    set req.http.X-Design = req.http.Cookie:design;
  } else {
    set req.http.X-Design = if(randombool(1, 2), "a", "b");
  }

  # The origin sees the session and nothing else
  if (req.http.Cookie:session) {
    set req.http.X-Session = req.http.Cookie:session;
    set req.http.X-Theme = req.http.Cookie:theme;
    unset req.http.Cookie;
    set req.http.Cookie:session = req.http.X-Session;
  } else {
    unset req.http.Cookie;
  }
  unset req.http.X-Forwarded-Params:debug;
  set req.http.X-Forwarded-Params:edge = "1";
  return(lookup);
}

sub vcl_hash {
#FASTLY hash
  set req.hash += req.url;
  set req.hash += req.http.host;
  set req.hash += req.http.X-Design;
  return(hash);
}

sub vcl_fetch {
#FASTLY fetch
  if (beresp.http.Cache-Control:max-age == "0" || beresp.http.Cache-Control:private) {
    return(pass);
  }
  if (beresp.http.Surrogate-Control:stale-while-revalidate) {
    set beresp.stale_while_revalidate = std.atoi(beresp.http.Surrogate-Control:stale-while-revalidate);
  }
  return(deliver);
}
