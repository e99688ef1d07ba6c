using System.Net;
using Microsoft.Extensions.Options;

namespace Pdp.Client;

/// <summary>Finds everything that is wrong with a client's options.</summary>
internal sealed class PdpClientOptionsValidator : IValidateOptions<PdpClientOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PdpClientOptions options)
    {
        List<string> errors = [];
        var endpoints = Endpoints(options, errors);
        Within(options.Timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), nameof(options.Timeout), errors);
        Within(options.MaxAttempts, 1, 5, nameof(options.MaxAttempts), errors);
        Within(options.MaxConcurrentChecks, 1, 1_000_000, nameof(options.MaxConcurrentChecks), errors);
        Within(options.MaxRequestBytes, 1024, 256 * 1024 * 1024, nameof(options.MaxRequestBytes), errors);
        Within(options.MaxResponseBytes, 1024, 256 * 1024 * 1024, nameof(options.MaxResponseBytes), errors);
        Within(options.MaxBatchItems, 1, 100_000, nameof(options.MaxBatchItems), errors);
        Within(options.DnsRefreshInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.DnsRefreshInterval), errors);
        if (options.HedgingDelay is { } hedging) Within(hedging, TimeSpan.FromMilliseconds(1), options.Timeout, nameof(options.HedgingDelay), errors);
        var breaker = options.CircuitBreaker;
        if (!(breaker.FailureRatio is > 0 and <= 1)) errors.Add($"`CircuitBreaker.FailureRatio`: expected a share above 0 and at most 1, got {breaker.FailureRatio}");
        Within(breaker.MinimumThroughput, 2, 1_000_000, "CircuitBreaker.MinimumThroughput", errors);
        Within(breaker.SamplingDuration, TimeSpan.FromSeconds(0.5), TimeSpan.FromHours(1), "CircuitBreaker.SamplingDuration", errors);
        Within(breaker.ProbeInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), "CircuitBreaker.ProbeInterval", errors);
        Within(options.Streaming.MaxStreams, 1, 64, "Streaming.MaxStreams", errors);
        if (options.Streaming.FromConcurrentChecks is < 0) errors.Add($"`Streaming.FromConcurrentChecks`: expected 0 or more, got {options.Streaming.FromConcurrentChecks}");
        Tls(options.Tls, endpoints, errors);
        Within(options.Cache.PermitLifetime, TimeSpan.Zero, TimeSpan.FromMinutes(1), "Cache.PermitLifetime", errors);
        Within(options.Cache.DenyLifetime, TimeSpan.Zero, TimeSpan.FromMinutes(1), "Cache.DenyLifetime", errors);
        Within(options.Cache.MaxEntries, 1, 10_000_000, "Cache.MaxEntries", errors);
        Within(options.Cache.Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), "Cache.Heartbeat", errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static List<Endpoint> Endpoints(PdpClientOptions options, List<string> errors)
    {
        List<Endpoint> endpoints = [];
        if (options.Endpoints.Count == 0) errors.Add("`Endpoints`: expected at least one, such as `http://127.0.0.1:50051`");
        foreach (var text in options.Endpoints)
        {
            if (!Endpoint.TryParse(text, out var endpoint, out var problem)) errors.Add($"`Endpoints`: `{text}`: {problem}");
            else endpoints.Add(endpoint);
        }

        if (endpoints.Count > 1 && endpoints.Find(one => one.Kind is EndpointKind.Dns or EndpointKind.Unix) is { } lonely)
            errors.Add($"`Endpoints`: `{lonely}` must be the only one");
        if (endpoints.Select(one => one.IsEncrypted).Distinct().Count() > 1) errors.Add("`Endpoints`: expected all of them to be http, or all https");
        foreach (var endpoint in endpoints.Where(one => !one.IsEncrypted && !one.IsLocal && !options.AllowPlaintext))
            errors.Add($"`Endpoints`: `{endpoint}` is not encrypted and beyond this machine: use https, or set `AllowPlaintext`");
        return endpoints;
    }

    private static void Tls(PdpTlsOptions tls, List<Endpoint> endpoints, List<string> errors)
    {
        if (tls.IsUsed && endpoints.Count > 0 && !endpoints.Exists(one => one.IsEncrypted)) errors.Add("`Tls`: no endpoint is https");
        if (tls.CertificateFile is null != (tls.KeyFile is null)) errors.Add("`Tls`: expected `CertificateFile` and `KeyFile`, or neither");
        Within(tls.RefreshInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24), "Tls.RefreshInterval", errors);
    }

    private static void Within<T>(T value, T least, T most, string name, List<string> errors)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0) errors.Add($"`{name}`: expected {least} to {most}, got {value}");
    }
}
