vcl 4.1;

backend origin {
    .host = "192.0.2.10";
}

# Cookies of the analytics do not keep a request out of the cache
sub vcl_req_cookie {
    if (req.http.Cookie !~ "session=") {
        unset req.http.Cookie;
    }
}

# Authorization is looked at by the origin of each page
sub vcl_req_authorization {
    return;
}

sub vcl_beresp_cookie {
    if (bereq.url ~ "\.(css|js|png)$") {
        unset beresp.http.Set-Cookie;
    }
}

sub vcl_builtin_hash {
    hash_data(req.http.X-Device);
}
