backend F_site { .host = "192.0.2.10"; .port = "80"; }

sub vcl_recv {
#FASTLY recv
  set req.backend = F_site;
  # Not for the origin
  unset req.http.X-Internal-*;
  add req.http.X-Hop = "edge";
  return(lookup);
}

sub vcl_fetch {
#FASTLY fetch
  # The tracker's cookies are nobody's business
  if (setcookie.delete_by_name(beresp, "_trk")) {
    set beresp.http.X-Tracked = "1";
  }
  if (setcookie.get_value_by_name(beresp, "session")) {
    return(pass);
  }
  unset beresp.http.Set-Cookie;
  return(deliver);
}

sub vcl_deliver # for every response
{
#FASTLY deliver
  if (!req.http.Cookie:visitor) {
    add resp.http.Set-Cookie = "visitor=" uuid.version4() "; Path=/; Max-Age=31536000; Secure";
  }
  add resp.http.Set-Cookie = "seen=" strftime({"%Y-%m-%d"}, now) "; Path=/";

  add resp.http.Link = "</main.css>; rel=preload; as=style";
  add resp.http.Link = "</main.js>; rel=preload; as=script";
  set resp.http.X-First-Link = resp.http.Link;

  if (resp.http.Vary) {
    set resp.http.Vary = resp.http.Vary ", X-Design";
  } else {
    set resp.http.Vary = "X-Design";
  }
  return(deliver);
}
