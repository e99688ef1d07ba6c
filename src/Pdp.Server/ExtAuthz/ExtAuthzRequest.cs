using System.Text;
using Google.Protobuf.WellKnownTypes;
using Pdp.Language.Values;
using Pdp.Server.ExtAuthz.Messages;
using Pdp.Server.Gateways;
using Pdp.Server.Http;
using Pdp.Wire;
using Pdp.Wire.Json;
using Pdp.Wire.Requests;
using HeaderValue = Pdp.Server.Gateways.HeaderValue;
using Value = Pdp.Language.Values.Value;

namespace Pdp.Server.ExtAuthz;

/// <summary>A request as Envoy tells of it.</summary>
internal sealed class ExtAuthzRequest : GatewayRequest
{
    private const string PartialBody = "x-envoy-auth-partial-body";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly AttributeContext _attributes;
    private readonly WireLimits _limits;
    private readonly Dictionary<string, HeaderValue> _headers;

    private ExtAuthzRequest(AttributeContext attributes, WireLimits limits, Dictionary<string, HeaderValue> headers) =>
        (_attributes, _limits, _headers) = (attributes, limits, headers);

    /// <summary>Reads a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="limits">Bounds on what is read of a body and of metadata.</param>
    /// <returns>The request; null when it is none over HTTP, lacks its method or path, or tells its headers twice.</returns>
    public static ExtAuthzRequest? Read(CheckRequest message, WireLimits limits)
    {
        if (message.Attributes is not { Request.Http: { } http } attributes || http.Method.Length == 0 || http.Path.Length == 0) return null;
        if (http.HeaderMap is { Headers.Count: > 0 } && http.Headers.Count > 0) return null;
        var headers = Headers(http);
        return headers.TryGetValue("host", out var host) && host.IsAmbiguous ? null : new ExtAuthzRequest(attributes, limits, headers)
        {
            Method = http.Method,
            Target = http.Path,
            Host = OrNull(http.Host),
            Scheme = OrNull(http.Scheme),
            Protocol = OrNull(http.Protocol),
            SourceAddress = OrNull(attributes.Source?.Address?.SocketAddress?.Address),
            Principal = OrNull(attributes.Source?.Principal),
            PeerCertificate = OrNull(attributes.Source?.Certificate),
            Sni = OrNull(attributes.TlsSession?.Sni),
        };
    }

    /// <inheritdoc/>
    public override HeaderValue Header(string name) => _headers.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override string? Extension(string name) => _attributes.ContextExtensions.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override Value Metadata(string space)
    {
        if (_attributes.MetadataContext?.FilterMetadata.GetValueOrDefault(space) is not { } metadata) return default;
        var reader = new RequestReader(_limits);
        var map = reader.Context(metadata);
        return reader.IsValid ? Value.From((CelObject)map) : default;
    }

    /// <inheritdoc/>
    public override Value JsonBody()
    {
        var http = _attributes.Request.Http;

        // a body that was cut is not known, nor is one that was not asked for
        if (Header(PartialBody) is var partial && (partial.IsAmbiguous || partial.Text is not (null or "false"))) return default;
        var body = http.RawBody.Length > 0 ? http.RawBody.Span : Encoding.UTF8.GetBytes(http.Body);
        return body.IsEmpty || !IsJson(Header("content-type").Text) ? default : new JsonRequestReader(_limits).Any(body);
    }

    private static bool IsJson(string? type) => MediaTypes.InUtf8(type) is { } media
        && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    // Pseudo headers are told as fields of their own, and those alone count.
    private static Dictionary<string, HeaderValue> Headers(AttributeContext.Types.HttpRequest http)
    {
        var headers = new Dictionary<string, HeaderValue>(StringComparer.Ordinal);
        foreach (var (name, value) in http.Headers) Add(name, HeaderValue.Of(value));
        if (http.HeaderMap is { } lines)
        {
            foreach (var line in lines.Headers) Add(line.Key, line.RawValue.Length > 0 ? Text(line.RawValue.Span) : HeaderValue.Of(line.Value));
        }

        return headers;

        void Add(string name, HeaderValue value)
        {
            if (name.StartsWith(':')) return;
            var lower = name.ToLowerInvariant();
            headers[lower] = headers.ContainsKey(lower) ? HeaderValue.Ambiguous : value;
        }
    }

    private static HeaderValue Text(ReadOnlySpan<byte> octets)
    {
        try
        {
            return HeaderValue.Of(Strict.GetString(octets));
        }
        catch (DecoderFallbackException)
        {
            return HeaderValue.Ambiguous;
        }
    }

    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
