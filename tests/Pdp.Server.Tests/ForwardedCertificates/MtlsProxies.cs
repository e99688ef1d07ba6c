using Pdp.Server.Tests.ForwardAuth;
using Pdp.Server.Tests.Transport;

namespace Pdp.Server.Tests.ForwardedCertificates;

/// <summary>
/// Configurations of proxies that ask their clients for a certificate, verify nothing but that the client holds its key, and hand it on: nginx,
/// Caddy and HAProxy, as docs/gateways.md shows them.
/// </summary>
internal static class MtlsProxies
{
    public static readonly string[] All = ["nginx", "caddy", "haproxy"];

    /// <summary>How each hands certificates on.</summary>
    public static string Certificate(string name) => name switch
    {
        "nginx" => """ "form": "pem", "header": "X-Client-Cert" """,
        "caddy" => """ "form": "der", "header": "X-Client-Cert" """,
        _ => """ "form": "client-cert" """,
    };

    /// <summary>Starts one.</summary>
    /// <param name="name">Which.</param>
    /// <param name="files">`proxy.pem` and `proxy.key`, `servers.pem` for whom it believes; HAProxy wants both parts in `proxy.both`.</param>
    /// <param name="pdp">The port of the PDP's HTTP address.</param>
    /// <param name="app">The port of the application.</param>
    public static Task<ProxyProcess> StartAsync(string name, TlsFolder files, int pdp, int app) => name switch
    {
        "nginx" => ProxyProcess.StartAsync("nginx", (port, folder) => Nginx(port, folder, files, pdp, app), "nginx.conf", static (file, folder) => ["-p", folder, "-c", file, "-e", "stderr"]),
        "caddy" => ProxyProcess.StartAsync("caddy", (port, _) => Caddy(port, files, pdp, app), "Caddyfile", static (file, _) => ["run", "--adapter", "caddyfile", "--config", file]),
        _ => ProxyProcess.StartAsync("haproxy", (port, folder) => HaProxy(port, folder, files, pdp, app), "haproxy.cfg", static (file, _) => ["-db", "-f", file]),
    };

    private static string Nginx(int port, string folder, TlsFolder files, int pdp, int app) => $$"""
        daemon off; worker_processes 1; pid {{folder}}/nginx.pid; error_log stderr warn;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
          server {
            listen 127.0.0.1:{{port}} ssl;
            ssl_certificate     {{files["edge.pem"]}};
            ssl_certificate_key {{files["edge.key"]}};
            ssl_verify_client   optional_no_ca;
            location / {
              auth_request     /_pdp;
              auth_request_set $pdp_subject $upstream_http_x_auth_subject;
              proxy_set_header X-Auth-Subject $pdp_subject;
              proxy_pass       http://127.0.0.1:{{app}};
            }
            location = /_pdp {
              internal;
              proxy_pass              https://127.0.0.1:{{pdp}}/forward-auth;
              proxy_ssl_certificate         {{files["proxy.pem"]}};
              proxy_ssl_certificate_key     {{files["proxy.key"]}};
              proxy_ssl_trusted_certificate {{files["servers.pem"]}};
              proxy_ssl_verify              on;
              proxy_ssl_name                localhost;
              proxy_http_version      1.1;
              proxy_set_header        Connection "";
              proxy_pass_request_body off;
              proxy_set_header        Content-Length "";
              proxy_set_header        X-Original-Method $request_method;
              proxy_set_header        X-Original-URI    $request_uri;
              proxy_set_header        X-Client-Cert     $ssl_client_escaped_cert;
            }
          }
        }
        """;

    private static string Caddy(int port, TlsFolder files, int pdp, int app) => $$"""
        {
          admin off
          auto_https off
        }
        https://localhost:{{port}} {
          bind 127.0.0.1
          tls {{files["edge.pem"]}} {{files["edge.key"]}} {
            client_auth {
              mode request
            }
          }
          @shown expression `{http.request.tls.client.fingerprint} != null`
          route {
            request_header -X-Client-Cert
            request_header @shown X-Client-Cert {http.request.tls.client.certificate_der_base64}
            forward_auth https://127.0.0.1:{{pdp}} {
              uri /forward-auth
              copy_headers X-Auth-Subject
              transport http {
                tls_client_auth {{files["proxy.pem"]}} {{files["proxy.key"]}}
                tls_trusted_ca_certs {{files["servers.pem"]}}
                tls_server_name localhost
              }
            }
            reverse_proxy 127.0.0.1:{{app}}
          }
        }
        """;

    private static string HaProxy(int port, string folder, TlsFolder files, int pdp, int app)
    {
        File.WriteAllText(Path.Combine(folder, "pdp.lua"), $$"""
            core.register_action("pdp", { "http-req" }, function(txn)
              txn:set_var("txn.permitted", false)
              local headers = {
                ["x-forwarded-method"] = { txn.sf:method() },
                ["x-forwarded-uri"] = { txn.f:pathq() },
              }
              local certificate = txn:get_var("txn.certificate")
              if certificate and certificate ~= "" then headers["client-cert"] = { ":" .. certificate .. ":" } end
              local answer = core.httpclient():get{ url = "http://127.0.0.1:{{pdp}}/forward-auth", timeout = 1000, headers = headers }
              if answer and answer.status == 200 and answer.headers["x-auth-subject"] then
                txn:set_var("txn.subject", answer.headers["x-auth-subject"][0])
                txn:set_var("txn.permitted", true)
              elseif answer and answer.status == 401 then
                txn:set_var("txn.unknown", true)
              end
            end)
            """);
        return $$"""
            global
              lua-load {{folder}}/pdp.lua
              tune.ssl.default-dh-param 2048
            defaults
              mode http
              timeout connect 1s
              timeout client 10s
              timeout server 10s
            frontend f
              bind 127.0.0.1:{{port}} ssl crt {{files["edge.both"]}} verify optional ca-file {{files["servers.pem"]}} ca-ignore-err all crt-ignore-err all
              http-request set-var(txn.certificate) ssl_c_der,base64
              http-request lua.pdp
              http-request deny deny_status 401 hdr www-authenticate Bearer if { var(txn.unknown) -m bool }
              http-request deny deny_status 403 unless { var(txn.permitted) -m bool }
              http-request set-header x-auth-subject %[var(txn.subject)]
              default_backend b
            backend b
              server app 127.0.0.1:{{app}}

            """;
    }
}
