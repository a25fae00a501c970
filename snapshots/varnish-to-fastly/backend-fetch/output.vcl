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

backend reports {
    .dynamic = true;
    .share_key = "reports";
    .host = "192.0.2.20";
    .first_byte_timeout = 5m;
    .port = "80";
    # The defaults of the source
    .connect_timeout = 3.5s;
    .between_bytes_timeout = 60s;
}

# The request as the origin sees it
# @scope: miss
sub backend_fetch {
    set bereq.http.X-Origin-Token = "s3cret";
    unset bereq.http.X-Forwarded-For;
    if (bereq.url ~ "^/reports/") {
        set req.backend = reports;
    }
    set bereq.http.X-Cache-Mode = "miss";
    if (bereq.method == "TRACE") {
        error 503 "Service Unavailable";
    }
}

# The request as the origin sees it
# @scope: pass
sub backend_fetch_pass {
    set bereq.http.X-Origin-Token = "s3cret";
    unset bereq.http.X-Forwarded-For;
    if (bereq.url ~ "^/reports/") {
        set req.backend = reports;
    }
    set bereq.http.X-Cache-Mode = "pass";
    if (bereq.method == "TRACE") {
        error 503 "Service Unavailable";
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
    if ((req.method != "GET" && req.method != "HEAD") || req.http.Authorization || req.http.Cookie) {
        return (pass);
    }
    return (lookup);
}

sub vcl_hash {
    #FASTLY hash

    # What Varnish does by itself here (builtin.vcl)
    set req.hash += req.url;
    if (req.http.Host) {
        set req.hash += req.http.Host;
    } else {
        set req.hash += server.ip;
    }
    return (hash);
}

sub vcl_hit {
    #FASTLY hit
    return (deliver);
}

sub vcl_miss {
    #FASTLY miss
    # Misses are for everybody
    unset req.http.Cookie;
    unset bereq.http.Cookie;
    call backend_fetch;
    return (fetch);
}

sub vcl_pass {
    #FASTLY pass
    if (req.http.X-Blocked) {
        error 403 "Blocked";
    }
    call backend_fetch_pass;
    return (pass);
}

sub vcl_fetch {
    #FASTLY fetch

    # What Varnish does by itself here (builtin.vcl)
    if (beresp.ttl <= 0s ||
            beresp.http.Set-Cookie ||
            beresp.http.Surrogate-Control ~ "(?i)no-store" ||
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
