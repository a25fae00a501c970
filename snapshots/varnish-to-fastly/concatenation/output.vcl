backend default_backend {
    .dynamic = true;
    .share_key = "defaultbackend";
    .host = "192.0.2.10";
    .port = "80";
    # The defaults of the source
    .connect_timeout = 3.5s;
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 60s;
}

# First part: normalise
sub vcl_recv {
    #FASTLY recv
    set req.backend = default_backend;

    # Port-Fetching: the request is at the origin
    unset req.http.Port-Fetching;

    set req.url = querystring.sort(req.url);
    unset req.http.Proxy;

    # Second part: decide
    if (req.url ~ "^/(admin|login)") {
        return (pass);
    }

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
    set req.http.Port-Fetching = "1";
    return (fetch);
}

sub vcl_pass {
    #FASTLY pass
    set req.http.Port-Fetching = "1";
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
    if (!req.http.Port-Fetching) {
        set obj.http.Port-Synthetic = "1";
    }

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
    # vcl_synth was the end of the request in the source
    if (resp.http.Port-Synthetic) {
        unset resp.http.Port-Synthetic;
        return (deliver);
    }

    unset resp.http.Server;
    unset resp.http.X-Powered-By;
    return (deliver);
}

sub vcl_log {
    #FASTLY log
    return (deliver);
}
