backend F_site { .host = "192.0.2.10"; .port = "80"; }

# The language that the visitor wants, or English
sub language STRING {
  if (req.http.Cookie:lang ~ "^(de|en|fr)$") {
    return req.http.Cookie:lang;
  }
  declare local var.best STRING;
  set var.best = accept.language_lookup("en:de:fr", "en", req.http.Accept-Language);
  return var.best;
}

sub is_bot BOOL {
  return req.http.User-Agent ~ "(?i)(bot|crawler|spider)";
}

# Cents as a price
sub price(INTEGER var.cents, STRING var.currency) STRING {
  declare local var.whole INTEGER;
  declare local var.rest INTEGER;
  set var.whole = var.cents;
  set var.whole /= 100;
  set var.rest = var.cents;
  set var.rest %= 100;
  return var.whole "." if(var.rest < 10, "0", "") var.rest " " var.currency;
}

sub vcl_recv {
#FASTLY recv
  set req.backend = F_site;
  set req.http.X-Language = language();
  if (is_bot()) {
    set req.http.X-Bot = "1";
  }
  if (req.url.path == "/donate") {
    set req.http.X-Price = price(1995, "EUR");
  }
  return(lookup);
}

sub vcl_hash {
#FASTLY hash
  set req.hash += req.url;
  set req.hash += req.http.host;
  set req.hash += language();
  return(hash);
}
