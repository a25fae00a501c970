backend F_site { .host = "192.0.2.10"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  set req.backend = F_site;
  set req.http.X-Device = if(req.http.User-Agent ~ "(?i)mobile", "mobile", "desktop");
  return(lookup);
}

sub vcl_hash {
  # One copy for each kind of device, and whatever the order of the parameters
  set req.hash += querystring.sort(req.url);
  set req.hash += std.tolower(req.http.host);
  set req.hash += req.http.X-Device;

  if (req.url.path ~ "^/account" && req.http.Cookie:uid) {
    set req.hash += "user:" req.http.Cookie:uid;
  }
  #FASTLY hash
  return(hash);
}

sub vcl_deliver {
#FASTLY deliver
  if (req.http.Fastly-Debug) {
    set resp.http.X-Hash = req.digest;
    set resp.http.X-Hits = obj.hits;
  }
  return(deliver);
}
