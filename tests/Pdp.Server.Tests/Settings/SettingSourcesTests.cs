using System.Collections;
using System.Text;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;
using Pdp.Server.Auditing;
using Pdp.Server.Settings;
using Pdp.Server.Telemetry.Export;
using Pdp.Server.Telemetry.Metrics;
using Pdp.Server.ShadowReports;
using Xunit;

namespace Pdp.Server.Tests.Settings;

public sealed class SettingSourcesTests
{
    public static TheoryData<string, string, Func<object, object?>, object> Every => new()
    {
        { "policies", "elsewhere", Get(static o => o.Policies), "elsewhere" },
        { "git", "https://user:secret@host/p.git", Get(static o => o.Git?.Name), "https://host/p.git" },
        { "git-ref", "v1", Get(static o => o.GitRef), "v1" },
        { "git-path", "policies", Get(static o => o.GitPath), "policies" },
        { "git-keys", "signers", Get(static o => o.GitKeys), "signers" },
        { "git-timeout", "31s", Get(static o => o.GitTimeout), TimeSpan.FromSeconds(31) },
        { "bundle", "https://host/p.tgz?token=1", Get(static o => o.Bundle?.Name), "https://host/p.tgz?…" },
        { "bundle-keys", "k.pem", Get(static o => o.BundleKeys), "k.pem" },
        { "bundle-unsigned", "true", Get(static o => o.BundleUnsigned), true },
        { "bundle-ca", "ca.pem", Get(static o => o.BundleCa), "ca.pem" },
        { "bundle-token-file", "token", Get(static o => o.BundleTokenFile), "token" },
        { "bundle-timeout", "33s", Get(static o => o.BundleTimeout), TimeSpan.FromSeconds(33) },
        { "bundle-wait", "35s", Get(static o => o.BundleWait), TimeSpan.FromSeconds(35) },
        { "reload", "false", Get(static o => o.Reload), false },
        { "watch", "false", Get(static o => o.Watch), false },
        { "poll", "29s", Get(static o => o.Poll), TimeSpan.FromSeconds(29) },
        { "state", "kept", Get(static o => o.State), "kept" },
        { "reload-token-file", "token", Get(static o => o.ReloadTokenFile), "token" },
        { "revision-wait", "7s", Get(static o => o.RevisionWait), TimeSpan.FromSeconds(7) },
        { "max-staleness", "5m", Get(static o => o.MaxStaleness), TimeSpan.FromMinutes(5) },
        { "when-stale", "indeterminate", Get(static o => o.WhenStale), WhenStale.Indeterminate },
        { "allow-rollback", "true", Get(static o => o.AllowRollback), true },
        { "grpc", "127.0.0.1:1", Get(static o => o.Grpc.ToString()), "127.0.0.1:1" },
        { "http", "unix:/tmp/x", Get(static o => o.Http.ToString()), "unix:/tmp/x" },
        { "public-url", "https://pdp.example.com", Get(static o => o.PublicUrl?.Text), "https://pdp.example.com" },
        { "authzen-reasons", "true", Get(static o => o.AuthZenReasons), true },
        { "access", "who", Get(static o => o.Access), "who" },
        { "api-keys", "keys.json", Get(static o => o.ApiKeys), "keys.json" },
        { "caller-tokens", "true", Get(static o => o.CallerTokens), true },
        { "revocations", "revoked.json", Get(static o => o.Revocations), "revoked.json" },
        { "security-events", "events.json", Get(static o => o.SecurityEvents), "events.json" },
        { "gateway-callers", "10.1.0.0/16, fd00::1", Get(static o => string.Join(' ', o.GatewayCallers)), "10.1.0.0/16 fd00::1/128" },
        { "forwarded-client-ca", "ca.pem", Get(static o => o.Forwarded.ClientAuthorities), "ca.pem" },
        { "forwarded-spiffe-bundles", "b.example=b.pem, a.example=a.pem", Get(static o => string.Join(' ', o.Forwarded.SpiffeBundles)), "[a.example, a.pem] [b.example, b.pem]" },
        { "forwarded-crl", "crl.pem", Get(static o => o.Forwarded.Revoked), "crl.pem" },
        { "ext-authz-errors", "true", Get(static o => o.ExtAuthzErrors), true },
        { "insecure-plaintext", "true", Get(static o => o.InsecurePlaintext), true },
        { "issuers", "issuers.json", Get(static o => o.Issuers), "issuers.json" },
        { "tls-cert", "c.pem", Get(static o => o.Tls.Certificate), "c.pem" },
        { "tls-key", "k.pem", Get(static o => o.Tls.Key), "k.pem" },
        { "tls-client-ca", "ca.pem", Get(static o => o.Tls.ClientAuthorities), "ca.pem" },
        { "tls-spiffe-bundles", "b.example=b.pem, a.example=a.pem", Get(static o => string.Join(' ', o.Tls.SpiffeBundles)), "[a.example, a.pem] [b.example, b.pem]" },
        { "tls-crl", "crl.pem", Get(static o => o.Tls.Revoked), "crl.pem" },
        { "tls-workload-api", "unix:///run/agent.sock", Get(static o => o.Tls.WorkloadApi?.Text), "unix:///run/agent.sock" },
        { "tls-workload-wait", "5s", Get(static o => o.Tls.WorkloadWait), TimeSpan.FromSeconds(5) },
        { "tls-vault", "https://vault/v1/pki/issue/pdp", Get(static o => o.Tls.Vault?.ToString()), "https://vault/v1/pki/issue/pdp" },
        { "tls-vault-names", "pdp.example.org, spiffe://example.org/pdp", Get(static o => string.Join(' ', o.Tls.VaultNames)), "pdp.example.org spiffe://example.org/pdp" },
        { "tls-vault-token-file", "t", Get(static o => o.Tls.VaultTokenFile), "t" },
        { "tls-vault-ca", "v.pem", Get(static o => o.Tls.VaultAuthorities), "v.pem" },
        { "tls-poll", "3s", Get(static o => o.Tls.Poll), TimeSpan.FromSeconds(3) },
        { "behind-tls", "true", Get(static o => o.BehindTls), true },
        { "reflection", "false", Get(static o => o.Reflection), false },
        { "log", "json", Get(static o => o.Log), LogFormat.Json },
        { "max-message-bytes", "4096", Get(static o => o.MaxMessageBytes), 4096 },
        { "max-nesting", "7", Get(static o => o.Wire.MaxNesting), 7 },
        { "max-string-bytes", "9", Get(static o => o.Wire.MaxStringBytes), 9 },
        { "max-collection", "11", Get(static o => o.Wire.MaxCollection), 11 },
        { "max-batch-items", "13", Get(static o => o.MaxBatchItems), 13 },
        { "max-stream-items", "17", Get(static o => o.MaxStreamItems), 17 },
        { "max-search-candidates", "41", Get(static o => o.MaxSearchCandidates), 41 },
        { "decision-time", "19ms", Get(static o => o.DecisionTime), TimeSpan.FromMilliseconds(19) },
        { "shadow-share", "5%", Get(static o => o.ShadowShare), 0.05 },
        { "shadow-log", "s.jsonl", Get(static o => o.ShadowLog), "s.jsonl" },
        { "shadow-log-requests", "full", Get(static o => o.ShadowLogRequests), RecordedRequest.Full },
        { "shadow-log-rate", "31", Get(static o => o.ShadowLogRate), 31 },
        { "audit", "required", Get(static o => o.Audit.Mode), AuditMode.Required },
        { "audit-dir", "d", Get(static o => o.Audit.Folder), "d" },
        { "audit-requests", "ids", Get(static o => o.Audit.Requests), RecordedRequest.Ids },
        { "audit-permits", "5%", Get(static o => o.Audit.Permits), 0.05 },
        { "audit-buffer", "37", Get(static o => o.Audit.Buffer), 37 },
        { "audit-wait", "43ms", Get(static o => o.Audit.Wait), TimeSpan.FromMilliseconds(43) },
        { "audit-file-mib", "47", Get(static o => o.Audit.FileMegabytes), 47 },
        { "audit-file-age", "53m", Get(static o => o.Audit.FileAge), TimeSpan.FromMinutes(53) },
        { "audit-files", "59", Get(static o => o.Audit.Files), 59 },
        { "audit-key", "k.pem", Get(static o => o.Audit.Key), "k.pem" },
        { "audit-checkpoint", "61s", Get(static o => o.Audit.Checkpoint), TimeSpan.FromSeconds(61) },
        { "audit-hash-key", "h", Get(static o => o.Audit.HashKey), "h" },
        { "audit-stdout", "true", Get(static o => o.Audit.Stdout), true },
        { "audit-otlp", "https://collector.example.org:4318?key=secret", Get(static o => o.Audit.Otlp?.Name), "https://collector.example.org:4318/v1/logs?…" },
        { "audit-otlp-ca", "ca.pem", Get(static o => o.Audit.OtlpCa), "ca.pem" },
        { "audit-otlp-token-file", "token", Get(static o => o.Audit.OtlpTokenFile), "token" },
        { "audit-otlp-timeout", "3s", Get(static o => o.Audit.OtlpTimeout), TimeSpan.FromSeconds(3) },
        { "audit-sink-mib", "2", Get(static o => o.Audit.SinkMegabytes), 2 },
        { "metrics", "open", Get(static o => o.Metrics), MetricsExposure.Open },
        { "otlp-endpoint", "https://collector.example.org:4317", Get(static o => o.OtlpEndpoint), new Uri("https://collector.example.org:4317") },
        { "otlp-ca", "ca.pem", Get(static o => o.OtlpCa), "ca.pem" },
        { "trace-share", "5%", Get(static o => o.TraceShare), 0.05 },
        { "stop-delay", "23s", Get(static o => o.StopDelay), TimeSpan.FromSeconds(23) },
        { "drain-time", "1m", Get(static o => o.DrainTime), TimeSpan.FromMinutes(1) },
    };

    [Theory]
    [MemberData(nameof(Every), DisableDiscoveryEnumeration = true)]
    public void Every_setting_can_be_given_everywhere(string name, string text, Func<object, object?> get, object expected)
    {
        Assert.NotEqual(expected, get(new PdpServerOptions()));
        var setting = AllSettings.Table.Single(s => s.Name == name);
        var pascal = string.Concat(name.Split('-').Select(static w => char.ToUpperInvariant(w[0]) + w[1..]));
        Assert.Equal(expected, get(Alone(SettingsFile.None, Variables(), (setting, text))));
        Assert.Equal(expected, get(Alone(SettingsFile.None, Variables(("PDP__" + name.ToUpperInvariant().Replace('-', '_'), text)))));
        Assert.Equal(expected, get(Alone(SettingsFile.None, Variables(("PDP__" + pascal.ToUpperInvariant(), text)))));
        Assert.Equal(expected, get(Alone(Json($$"""{"{{pascal}}": "{{text}}"}"""), Variables())));
        Assert.Equal(expected, get(Alone(Json($$$"""{"Pdp": {"{{{pascal}}}": "{{{text}}}"}}"""), Variables())));
    }

    [Fact]
    public void Every_setting_is_tried_above() =>
        Assert.Equal(AllSettings.Table.Select(static s => s.Name), Every.Select(static row => row.Data.Item1));

    [Fact]
    public void The_environment_says_where_the_Workload_API_is_only_when_it_is_asked()
    {
        Assert.Equal("unix:///a", Good(SettingsFile.None, Variables(("PDP__TLS_WORKLOAD_API", "env"), ("SPIFFE_ENDPOINT_SOCKET", "unix:///a"))).Tls.WorkloadApi?.Text);
        Assert.Null(Good(SettingsFile.None, Variables(("SPIFFE_ENDPOINT_SOCKET", "unix:///a"))).Tls.WorkloadApi);
    }

    [Fact]
    public void The_command_line_comes_before_the_environment_and_that_before_the_file()
    {
        var file = Json("""{"Policies": "a", "Grpc": "127.0.0.1:1", "Pdp": {"Policies": "b", "Log": "json"}}""");
        var policies = AllSettings.Table.Single(static s => s.Name == "policies");
        var options = Good(file, Variables(("PDP__POLICIES", "c"), ("PDP__GRPC", "127.0.0.1:2")), (policies, "d"));
        Assert.Equal(("d", "127.0.0.1:2", LogFormat.Json), (options.Policies, options.Grpc.ToString(), options.Log));
        Assert.Equal("c", Good(file, Variables(("PDP__POLICIES", "c"))).Policies);
        Assert.Equal("b", Good(file, Variables()).Policies);
        Assert.Equal("a", Good(Json("""{"Policies": "a"}"""), Variables()).Policies);
    }

    [Theory]
    [InlineData("--bundle", "it has to be signed", "PDP__BUNDLE=https://h/p")]
    [InlineData("--bundle", "`--policies` names another", "PDP__BUNDLE=https://h/p", "PDP__BUNDLE_UNSIGNED=true", "PDP__POLICIES=p")]
    [InlineData("--bundle-unsigned", "asks for a signature", "PDP__BUNDLE=https://h/p", "PDP__BUNDLE_UNSIGNED=true", "PDP__BUNDLE_KEYS=k")]
    [InlineData("--bundle-keys", "means nothing without a bundle", "PDP__BUNDLE_KEYS=k")]
    [InlineData("PDP__BUNDLE", "got http to another machine", "PDP__BUNDLE=http://h/p")]
    [InlineData("--git", "`--policies` names another", "PDP__GIT=https://h/p.git", "PDP__POLICIES=p")]
    [InlineData("--bundle", "`--git` names another", "PDP__GIT=https://h/p.git", "PDP__BUNDLE=https://h/p", "PDP__BUNDLE_UNSIGNED=true")]
    [InlineData("--git", "whoever is between here and", "PDP__GIT=http://h/p.git")]
    [InlineData("--git-ref", "means nothing without a git repository", "PDP__GIT_REF=main")]
    [InlineData("--git-keys", "means nothing without a git repository", "PDP__GIT_KEYS=signers")]
    [InlineData("--git-path", "means nothing without a git repository", "PDP__GIT_PATH=policies")]
    [InlineData("PDP__GIT_REF", "expected the name of a branch or tag", "PDP__GIT=https://h/p.git", "PDP__GIT_REF=-x")]
    [InlineData("PDP__GIT", "expected a URL or path of a git repository", "PDP__GIT=--upload-pack=x")]
    [InlineData("PDP__GIT", "got the transport helper `ext`", "PDP__GIT=ext::sh -c true")]
    public void A_place_of_policies_can_be_trusted_and_is_the_only_one(string where, string told, params string[] variables)
    {
        var error = Assert.Single(Bad(SettingsFile.None, Variables([.. variables.Select(static one => (one.Split('=', 2)[0], one.Split('=', 2)[1]))])));
        Assert.Equal(where, error.Where);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tls-cert", "means nothing without `--tls-key`", "PDP__TLS_CERT=c")]
    [InlineData("--tls-key", "means nothing without `--tls-cert`", "PDP__TLS_KEY=k")]
    [InlineData("--tls-client-ca", "means nothing without encryption", "PDP__TLS_CLIENT_CA=a")]
    [InlineData("--tls-spiffe-bundles", "means nothing without encryption", "PDP__TLS_SPIFFE_BUNDLES=a=b")]
    [InlineData("--tls-vault", "Vault asks for a token", "PDP__TLS_VAULT=https://v/v1/pki/issue/r", "PDP__TLS_VAULT_NAMES=a")]
    [InlineData("--tls-vault", "the certificate needs a name", "PDP__TLS_VAULT=https://v/v1/pki/issue/r", "PDP__TLS_VAULT_TOKEN_FILE=t")]
    [InlineData("--tls-key", "`--tls-vault` says where this comes from", "PDP__TLS_VAULT=https://v/v1/pki/issue/r", "PDP__TLS_VAULT_TOKEN_FILE=t", "PDP__TLS_VAULT_NAMES=a", "PDP__TLS_KEY=k")]
    [InlineData("--tls-vault-ca", "means nothing without Vault", "PDP__TLS_VAULT_CA=a")]
    [InlineData("PDP__TLS_VAULT_NAMES", "expected names with commas between them", "PDP__TLS_VAULT_NAMES=a,,b")]
    [InlineData("--tls-cert", "`--tls-workload-api` says where this comes from", "PDP__TLS_WORKLOAD_API=unix:///a", "PDP__TLS_CERT=c")]
    [InlineData("--tls-crl", "`--tls-workload-api` says where this comes from", "PDP__TLS_WORKLOAD_API=tcp://127.0.0.1:1", "PDP__TLS_CRL=c")]
    [InlineData("--insecure-plaintext", "`--tls-workload-api` asks for encryption", "PDP__TLS_WORKLOAD_API=unix:///a", "PDP__INSECURE_PLAINTEXT=true")]
    [InlineData("--tls-workload-api", "`SPIFFE_ENDPOINT_SOCKET` does not say where it is: it is not set", "PDP__TLS_WORKLOAD_API=env")]
    [InlineData("--tls-workload-api", "does not say where it is: expected `unix:///PATH` or `tcp://IP:PORT`, got `/a`", "PDP__TLS_WORKLOAD_API=env", "SPIFFE_ENDPOINT_SOCKET=/a")]
    [InlineData("PDP__TLS_WORKLOAD_API", "expected `unix:///PATH`, `tcp://IP:PORT` or `env`, got `unix:a`", "PDP__TLS_WORKLOAD_API=unix:a")]
    [InlineData("--forwarded-crl", "means nothing without authorities of its own", "PDP__FORWARDED_CRL=l")]
    [InlineData("--tls-crl", "clients show no certificates", "PDP__TLS_CERT=c", "PDP__TLS_KEY=k", "PDP__TLS_CRL=l")]
    [InlineData("--insecure-plaintext", "asks for encryption", "PDP__TLS_CERT=c", "PDP__TLS_KEY=k", "PDP__INSECURE_PLAINTEXT=true")]
    [InlineData("--behind-tls", "encrypt itself", "PDP__TLS_CERT=c", "PDP__TLS_KEY=k", "PDP__BEHIND_TLS=true")]
    [InlineData("PDP__TLS_SPIFFE_BUNDLES", "expected trust domains with their files", "PDP__TLS_CERT=c", "PDP__TLS_KEY=k", "PDP__TLS_SPIFFE_BUNDLES=Example.org=a")]
    [InlineData("PDP__TLS_SPIFFE_BUNDLES", "got `a` twice", "PDP__TLS_CERT=c", "PDP__TLS_KEY=k", "PDP__TLS_SPIFFE_BUNDLES=a=b,a=c")]
    public void Settings_of_encryption_fit_together(string where, string told, params string[] variables)
    {
        var error = Assert.Single(Bad(SettingsFile.None, Variables([.. variables.Select(static one => (one.Split('=', 2)[0], one.Split('=', 2)[1]))])));
        Assert.Equal(where, error.Where);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--audit", "there is no place for the decision log", "PDP__AUDIT=bounded")]
    [InlineData("--audit", "there is no place for the decision log", "PDP__AUDIT=required", "PDP__AUDIT_STDOUT=true")]
    [InlineData("--audit-otlp-ca", "means nothing without a collector", "PDP__AUDIT=bounded", "PDP__AUDIT_DIR=d", "PDP__AUDIT_OTLP_CA=c")]
    [InlineData("PDP__AUDIT_OTLP", "expected https, got http to another machine", "PDP__AUDIT=bounded", "PDP__AUDIT_DIR=d", "PDP__AUDIT_OTLP=http://collector:4318")]
    [InlineData("--audit", "is off, and other settings", "PDP__AUDIT_DIR=d")]
    [InlineData("--audit-permits", "no PERMIT is given without a record", "PDP__AUDIT=required", "PDP__AUDIT_DIR=d", "PDP__AUDIT_PERMITS=50%")]
    [InlineData("PDP__AUDIT", "expected `off`, `bounded` or `required`", "PDP__AUDIT=on")]
    public void Settings_of_the_decision_log_fit_together(string where, string told, params string[] variables)
    {
        var error = Assert.Single(Bad(SettingsFile.None, Variables([.. variables.Select(static one => (one.Split('=', 2)[0], one.Split('=', 2)[1]))])));
        Assert.Equal(where, error.Where);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_encrypts_may_listen_anywhere() =>
        Good(SettingsFile.None, Variables(("PDP__GRPC", "0.0.0.0:50051"), ("PDP__HTTP", "*:8080"), ("PDP__TLS_CERT", "c"), ("PDP__TLS_KEY", "k")));

    [Theory]
    [InlineData("PDP__GRCP", "did you mean `PDP__GRPC`?")]
    [InlineData("PDP__MAX_BATCH_ITMES", "did you mean `PDP__MAX_BATCH_ITEMS`?")]
    [InlineData("PDP__XYZ", null)]
    public void An_unknown_variable_is_an_error(string name, string? help) =>
        Assert.Equal(new SettingError(name, "there is no such setting", help), Assert.Single(Bad(SettingsFile.None, Variables((name, "1")))));

    [Fact]
    public void So_is_an_unknown_member_of_the_section_and_one_of_the_wrong_kind()
    {
        var errors = Bad(Json("""{"Logging": {"LogLevel": {"Default": "Debug"}}, "AllowedHosts": "*", "Pdp": {"Polices": "x", "Grpc": {"Port": "1"}}}"""), Variables());
        Assert.Equal(["Pdp:Grpc in appsettings.json", "Pdp:Polices in appsettings.json"], errors.Select(static e => e.Where).Order());
        Assert.Contains(errors, static e => e.Help == "did you mean `policies`?");
    }

    [Fact]
    public void Members_at_the_root_that_are_nearly_settings_are_errors_too()
    {
        var errors = Bad(Json("""{"Logging": {"LogLevel": {}}, "Urls": "http://*:80", "Https": "on", "MaxBatchItmes": 5, "Grpc": {"Port": "1"}, "Http": null}"""), Variables());
        Assert.Equal(
            ["Grpc in appsettings.json", "Http in appsettings.json", "MaxBatchItmes in appsettings.json"],
            errors.Select(static e => e.Where).Order(StringComparer.Ordinal));
        Assert.Contains(errors, static e => e.Help == "did you mean `max-batch-items`?");
    }

    [Theory]
    [InlineData("127.0.0.1:50051")]
    [InlineData("localhost:50051")]
    [InlineData("[::ffff:127.0.0.1]:50051")]
    public void One_address_cannot_serve_both(string http)
    {
        var error = Assert.Single(Bad(SettingsFile.None, Variables(("PDP__HTTP", http))));
        Assert.Equal("`127.0.0.1:50051` takes what `--grpc` has, `127.0.0.1:50051`", error.Message);
    }

    [Fact]
    public void All_errors_are_told_together()
    {
        var errors = Bad(Json("""{"Pdp": {"MaxNesting": "0"}}"""), Variables(("PDP__LOG", "xml"), ("PDP__HTTP", "nowhere")));
        Assert.Equal(
            ["expected a whole number from 1 to 32, got `0`", "expected ADDRESS:PORT (such as `127.0.0.1:50051`, `[::1]:50051`, `localhost:50051`, `*:50051`) or unix:PATH, got `nowhere`", "expected `console` or `json`, got `xml`"],
            errors.Select(static e => e.Message));
    }

    [Theory]
    [InlineData("max-nesting", "33")]
    [InlineData("max-nesting", "-1")]
    [InlineData("max-message-bytes", "1MB")]
    [InlineData("max-batch-items", "0")]
    [InlineData("decision-time", "0s")]
    [InlineData("decision-time", "50")]
    [InlineData("drain-time", "2h")]
    [InlineData("insecure-plaintext", "yes")]
    [InlineData("reflection", "")]
    [InlineData("shadow-share", "10")]
    [InlineData("shadow-log", "")]
    [InlineData("shadow-log-requests", "some")]
    [InlineData("shadow-log-rate", "0")]
    [InlineData("metrics", "some")]
    [InlineData("otlp-endpoint", "collector:4317")]
    [InlineData("trace-share", "10")]
    [InlineData("policies", "")]
    public void Rejects_a_value_that_makes_no_sense(string name, string text)
    {
        var error = Assert.Single(Bad(SettingsFile.None, Variables(("PDP__" + name.Replace('-', '_'), text))));
        Assert.StartsWith("expected ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PDP__GRPC", "0.0.0.0:50051")]
    [InlineData("PDP__HTTP", "*:8080")]
    [InlineData("PDP__GRPC", "[2001:db8::1]:50051")]
    public void Refuses_plaintext_beyond_loopback_unless_told_so(string name, string address)
    {
        var error = Assert.Single(Bad(SettingsFile.None, Variables((name, address))));
        Assert.Contains("without encryption", error.Message, StringComparison.Ordinal);
        Assert.Contains("--insecure-plaintext", error.Help, StringComparison.Ordinal);
        Good(SettingsFile.None, Variables((name, address), ("PDP__INSECURE_PLAINTEXT", "true")));
    }

    [Fact]
    public void The_collector_may_be_where_other_programs_look_for_it_but_not_in_the_clear_elsewhere()
    {
        Assert.Equal(new Uri("http://127.0.0.1:4317"), Good(SettingsFile.None, Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317"))).OtlpEndpoint);
        Assert.Equal(
            "https://a.example.org/", Good(SettingsFile.None, Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://b.example.org"), ("PDP__OTLP_ENDPOINT", "https://a.example.org"))).OtlpEndpoint!.AbsoluteUri);
        Assert.Contains("--insecure-plaintext", Assert.Single(Bad(SettingsFile.None, Variables(("PDP__OTLP_ENDPOINT", "http://a.example.org")))).Help, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_an_error_and_none_is_none()
    {
        var folder = Directory.CreateTempSubdirectory("pdp-settings-");
        try
        {
            Assert.Null(SettingsFile.Read(folder.FullName).Error);
            File.WriteAllText(Path.Combine(folder.FullName, "appsettings.json"), "{ \"Policies\": ");
            Assert.NotNull(SettingsFile.Read(folder.FullName).Error);
            File.WriteAllText(Path.Combine(folder.FullName, "appsettings.json"), "{ \"Policies\": \"p\" }");
            Assert.Equal("p", Good(SettingsFile.Read(folder.FullName), Variables()).Policies);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Test methods are public and the options are not.
    private static Func<object, object?> Get(Func<PdpServerOptions, object?> get) => options => get((PdpServerOptions)options);

    // a setting may need others beside it, which is told, and it is read all the same
    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "/etc/client.pem")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY", "/etc/client.key")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "GRPC")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "10s")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "0")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-key")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x key=a")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "x-key=a")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a,X-Key=b")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a,content-type=text/plain")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "authorization=a==")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%2Cb")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "10s")]
    [InlineData("OTEL_METRIC_EXPORT_TIMEOUT", "-1")]
    [InlineData("OTEL_BSP_SCHEDULE_DELAY", "1.5")]
    [InlineData("OTEL_BSP_EXPORT_TIMEOUT", "99999999999")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE", "0")]
    [InlineData("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "none")]
    [InlineData("OTEL_SDK_DISABLED", "True")]
    public void What_the_export_does_not_do_is_an_error_where_it_is_asked_for(string variable, string value)
    {
        Assert.Equal(variable, Assert.Single(SettingSources.Read(SettingsFile.None, Variables(("PDP__POLICIES", "p"), ("PDP__OTLP_ENDPOINT", "https://c.example.org"), (variable, value)), []).Errors).Where);
        Assert.Empty(SettingSources.Read(SettingsFile.None, Variables(("PDP__POLICIES", "p"), (variable, value)), []).Errors);
    }

    [Fact]
    public void What_OpenTelemetrys_variables_say_of_one_signal_comes_before_what_they_say_of_all()
    {
        var options = Good(SettingsFile.None, Variables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://all.example.org:4317"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=all"),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", "all.pem"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "5000"), ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://spans.example.org"), ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-key=spans"),
            ("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "spans.pem"), ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "1000"), ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "none")));
        Assert.Equal((new Uri("https://all.example.org:4317"), "all.pem"), (options.OtlpEndpoint, options.OtlpCa));
        Assert.Equal(
            new SignalVariables { Protocol = OtlpExportProtocol.HttpProtobuf, Headers = "x-key=all", Timeout = 5000, Compression = OtlpExportCompression.GZip }, options.OtlpMetrics);
        Assert.Equal(
            new SignalVariables
            {
                Endpoint = new Uri("https://spans.example.org"), Protocol = OtlpExportProtocol.Grpc, Headers = "x-key=spans", Authorities = "spans.pem", Timeout = 1000,
                Compression = OtlpExportCompression.None,
            },
            options.OtlpSpans);
        Assert.Equal("own.pem", Good(SettingsFile.None, Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", "https://a"), ("OTEL_EXPORTER_OTLP_CERTIFICATE", "all.pem"), ("PDP__OTLP_CA", "own.pem"))).OtlpCa);

        // one signal may have a collector alone
        options = Good(SettingsFile.None, Variables(("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://127.0.0.1:9/x"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=all")));
        Assert.Equal((null, "http://127.0.0.1:9/x", null, "x-key=all"), (options.OtlpEndpoint, options.OtlpMetrics.Endpoint!.AbsoluteUri, options.OtlpSpans.Endpoint, options.OtlpMetrics.Headers));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://a.example.org", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "can read what is sent")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "a.example.org", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "expected a URL")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://a.example.org", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "this is not where it is said how")]
    [InlineData("PDP__OTLP_CA", "ca.pem", "--otlp-ca", "means nothing without a collector")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT,OTEL_EXPORTER_OTLP_PROTOCOL", "https://a.example.org/otlp,grpc", "OTEL_EXPORTER_OTLP_ENDPOINT", "has a path, and gRPC")]
    [InlineData("PDP__OTLP_ENDPOINT,OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "https://a.example.org/otlp,grpc", "--otlp-endpoint", "has a path, and gRPC")]
    [InlineData("PDP__OTLP_ENDPOINT,PDP__OTLP_CA", "http://127.0.0.1:4318,ca.pem", "--otlp-ca", "nobody vouches")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a.example.org/k3y", "OTEL_EXPORTER_OTLP_ENDPOINT", "whoever is between here and `http://a.example.org` can read what is sent")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,OTEL_EXPORTER_OTLP_LOGS_HEADERS", "https://a.example.org,x-key=a", "OTEL_EXPORTER_OTLP_LOGS_HEADERS", "this is not where it is said how")]
    [InlineData("PDP__OTLP_ENDPOINT,OTEL_BSP_MAX_QUEUE_SIZE,OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "https://a,100,101", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "no more spans can be sent together than wait")]
    [InlineData("OTEL_SDK_DISABLED,PDP__OTLP_CA", "true,ca.pem", "--otlp-ca", "means nothing where `OTEL_SDK_DISABLED` asks for no export")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACE_ENDPOINT", "https://a.example.org", "OTEL_EXPORTER_OTLP_TRACE_ENDPOINT", "OpenTelemetry has no such variable")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINTS", "https://a.example.org", "OTEL_EXPORTER_OTLP_ENDPOINTS", "OpenTelemetry has no such variable")]
    public void A_collector_that_cannot_be_had_so_is_an_error(string variables, string values, string where, string told)
    {
        var error = Assert.Single(Bad(SettingsFile.None, Variables([.. variables.Split(',').Zip(values.Split(','))])));
        Assert.Equal(where, error.Where);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "did you mean `http/protobuf`?", "expected `grpc` or `http/protobuf`, got `http/json`")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "thrift", "unset it, or ask for one of the two", "expected `grpc` or `http/protobuf`, got `thrift`")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "write `10000`, without a unit", "expected milliseconds from 1 to 3600000, got `10s`")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINTS", "https://a", "did you mean `OTEL_EXPORTER_OTLP_ENDPOINT`?", "OpenTelemetry has no such variable")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "authorization=s3cret==", "percent-encode what is no name or value, such as `%20` for a space; a value has no comma", "expected headers that can be sent with what is exported, got a `authorization` that cannot")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-key=s3cret,x-key=s3cret", "percent-encode what is no name or value, such as `%20` for a space; a value has no comma", "expected each header once, got `x-key` twice")]
    public void What_is_wrong_with_a_variable_of_OpenTelemetrys_is_told_with_what_to_do(string variable, string value, string help, string message)
    {
        var error = Assert.Single(Bad(SettingsFile.None, Variables(("PDP__OTLP_ENDPOINT", "https://c.example.org"), (variable, value))));
        Assert.Equal((variable, message, help), (error.Where, error.Message, error.Help));
    }

    [Fact]
    public void OpenTelemetrys_variables_say_how_often_is_exported_and_that_nothing_is()
    {
        var pace = Good(SettingsFile.None, Variables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://a"), ("OTEL_METRIC_EXPORT_INTERVAL", "1000"), ("OTEL_METRIC_EXPORT_TIMEOUT", "2000"), ("OTEL_BSP_SCHEDULE_DELAY", "3000"), ("OTEL_BSP_EXPORT_TIMEOUT", "4000"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "100"))).OtlpPace;
        Assert.Equal(new ExportPace { MetricInterval = 1000, MetricTimeout = 2000, SpanDelay = 3000, SpanTimeout = 4000, SpanQueue = 100, SpanBatch = 100 }, pace);
        Assert.Equal((4096, 4096), Good(SettingsFile.None, Variables(("PDP__OTLP_ENDPOINT", "https://a"), ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4096"))).OtlpPace is var large ? (large.SpanQueue, large.SpanBatch) : default);

        // others' variables are theirs, and those of what is not sent
        Good(SettingsFile.None, Variables(("OTEL_EXPORTER_OTLP_PROFILES_ENDPOINT", "x"), ("OTEL_EXPORTER_OTLP_INSECURE", "true"), ("OTEL_EXPORTER_OTLP_METRIC_INSECURE", "true"), ("OTEL_EXPORTER_ZIPKIN_ENDPOINT", "x")));
        var options = Good(SettingsFile.None, Variables(("OTEL_SDK_DISABLED", "true"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://a"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://a")));
        Assert.Equal((null, null), (options.OtlpEndpoint, options.OtlpSpans.Endpoint));
    }

    private static PdpServerOptions Alone(SettingsFile file, IDictionary environment, params (Setting, string)[] commandLine) =>
        SettingSources.Read(file, environment, commandLine).Options;

    private static PdpServerOptions Good(SettingsFile file, IDictionary environment, params (Setting, string)[] commandLine)
    {
        var (options, errors) = SettingSources.Read(file, environment, commandLine);
        Assert.Empty(errors);
        return options;
    }

    private static IReadOnlyList<SettingError> Bad(SettingsFile file, IDictionary environment) =>
        SettingSources.Read(file, environment, []).Errors;

    private static Hashtable Variables(params (string Name, string Value)[] variables)
    {
        var table = new Hashtable { ["PATH"] = "/bin", ["PDP_TRACE"] = "1" };
        foreach (var (name, value) in variables) table[name] = value;
        return table;
    }

    private static SettingsFile Json(string json) => new(
        "appsettings.json", new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build(), null);
}
