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

sub vcl_recv {
    #FASTLY recv
    set req.backend = default_backend;

    # Port-Fetching: the request is at the origin
    unset req.http.Port-Fetching;

    set req.http.X-Host = std.tolower(req.http.X-Host);
    set req.url = querystring.sort(req.url);
    # VCP3002, not translated: cookie.parse(req.http.Cookie);
    set req.http.X-Session = subfield(req.http.Cookie, "session", ";");
    if (std.prefixof(req.url, "/api/") && std.atoi(req.http.X-Version) < 2) {
        error 410;
    }
    if (!req.backend.healthy) {
        set req.http.X-Origin = "down";
    }
    set req.http.X-Client = std.ip(req.http.X-Real-IP, "0.0.0.0");
    if (server.port == 8080) {
        return (pass);
    }
    log "session " if(req.http.X-Session, req.http.X-Session, "");
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

    set resp.http.X-Url-Hash = digest.hash_sha256(req.url);
    add resp.http.Set-Cookie = "seen=1; Path=/";
    set resp.http.X-Bool = if(req.url ~ "^/a" && req.http.X-Session, "true", "false");
    set resp.http.X-Mode = "hit " obj.hits " of " if(req.http.X-Session, req.http.X-Session, "");
    return (deliver);
}

sub vcl_log {
    #FASTLY log
    return (deliver);
}
