vcl 4.1;

import std;
import cookie;
import header;
import str;
import digest;

backend default {
    .host = "192.0.2.10";
}

sub vcl_recv {
    set req.http.X-Host = std.tolower(req.http.X-Host);
    set req.url = std.querysort(req.url);
    cookie.parse(req.http.Cookie);
    set req.http.X-Session = cookie.get("session");
    if (str.startswith(req.url, "/api/") && std.integer(req.http.X-Version, 0) < 2) {
        return (synth(410));
    }
    if (!std.healthy(req.backend_hint)) {
        set req.http.X-Origin = "down";
    }
    set req.http.X-Client = std.ip(req.http.X-Real-IP, "0.0.0.0");
    if (std.port(server.ip) == 8080) {
        return (pass);
    }
    std.log("session " + req.http.X-Session);
    return (hash);
}

sub vcl_deliver {
    set resp.http.X-Url-Hash = digest.hash_sha256(req.url);
    header.append(resp.http.Set-Cookie, "seen=1; Path=/");
    set resp.http.X-Bool = req.url ~ "^/a" && req.http.X-Session;
    set resp.http.X-Mode = "hit " + obj.hits + " of " + req.http.X-Session;
}
