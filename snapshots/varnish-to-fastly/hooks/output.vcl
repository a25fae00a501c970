backend origin {
    .dynamic = true;
    .share_key = "origin";
    .host = "192.0.2.10";
    .port = "80";
    # The defaults of the source
    .connect_timeout = 3.5s;
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 60s;
}

# Cookies of the analytics do not keep a request out of the cache
# @scope: recv
sub req_cookie {
    if (req.http.Cookie !~ "session=") {
        unset req.http.Cookie;
    }
    if (req.http.Cookie) {
        return (pass);
    }
}

# Authorization is looked at by the origin of each page
# @scope: recv
sub req_authorization {
    return;
}

# @scope: fetch
sub beresp_cookie {
    if (bereq.url ~ "\.(css|js|png)$") {
        unset beresp.http.Set-Cookie;
    }
    if (beresp.http.Set-Cookie) {
        set beresp.ttl = 120s;
        return (pass);
    }
}

# @scope: hash
sub builtin_hash {
    set req.hash += req.http.X-Device;
    # What Varnish does by itself here (builtin.vcl)
    set req.hash += req.url;
    if (req.http.Host) {
        set req.hash += req.http.Host;
    } else {
        set req.hash += server.ip;
    }
}

sub vcl_recv {
    #FASTLY recv
    set req.backend = origin;

    # What Varnish does by itself here (builtin.vcl)
    if (req.http.Host ~ "[[:upper:]]") {
        set req.http.Host = std.tolower(req.http.Host);
    }
    if (!req.http.Host && req.esi_level == 0 && req.proto == "HTTP/1.1") {
        error 400;
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    call req_authorization;
    call req_cookie;
    return (lookup);
}

sub vcl_hash {
    #FASTLY hash
    call builtin_hash;
    return (hash);
}

sub vcl_hit {
    #FASTLY hit
    return (deliver);
}

sub vcl_miss {
    #FASTLY miss
    return (fetch);
}

sub vcl_pass {
    #FASTLY pass
    return (pass);
}

sub vcl_fetch {
    #FASTLY fetch

    # What Varnish does by itself here (builtin.vcl)
    if (beresp.ttl <= 0s) {
        set beresp.ttl = 120s;
        return (pass);
    }
    call beresp_cookie;
    if (beresp.http.Surrogate-Control ~ "(?i)no-store" ||
            (!beresp.http.Surrogate-Control && beresp.http.Cache-Control ~ "(?i:no-cache|no-store|private)") ||
            beresp.http.Vary == "*") {
        set beresp.ttl = 120s;
        return (pass);
    }
    return (deliver);
}

sub vcl_error {
    #FASTLY error

    # What Varnish does by itself here (builtin.vcl)
    set obj.http.Content-Type = "text/html; charset=utf-8";
    set obj.http.Retry-After = "5";
    synthetic
        {"<!DOCTYPE html>
<html>
  <head>
    <title>"}
        obj.status
        " "
        obj.response
        {"</title>
  </head>
  <body>
    <h1>Error "}
        obj.status
        " "
        obj.response
        {"</h1>
    <p>"}
        obj.response
        {"</p>
    <h3>Guru Meditation:</h3>
    <p>XID: "}
        req.xid
        {"</p>
    <hr>
    <p>Varnish cache server</p>
  </body>
</html>
"};
    return (deliver);
}

sub vcl_deliver {
    #FASTLY deliver
    return (deliver);
}

sub vcl_log {
    #FASTLY log
    return (deliver);
}
