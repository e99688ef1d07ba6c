using System.Buffers;
using System.Globalization;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Pdp.Server.Direct;

/// <summary>The gRPC side of a response: its content type, its messages and the status at its end.</summary>
internal static class DirectResponse
{
    private const string ContentType = "application/grpc";

    private static readonly SearchValues<byte> Unescaped = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Where(static c => c != '%').Select(static c => (byte)c)]);

    /// <summary>Begins the response.</summary>
    public static void Begin(IFeatureCollection features) =>
        features.GetRequiredFeature<IHttpResponseFeature>().Headers.ContentType = ContentType;

    /// <summary>Ends a call that has its answers.</summary>
    public static void End(IFeatureCollection features) =>
        features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers.GrpcStatus = "0";

    /// <summary>Ends a call that failed: behind the answers it has sent, or else at once (gRPC's "Trailers-Only").</summary>
    public static void Fail(IFeatureCollection features, StatusCode code, string message)
    {
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        var trailers = response.HasStarted ? features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : response.Headers;
        trailers.GrpcStatus = ((int)code).ToString(CultureInfo.InvariantCulture);
        trailers.GrpcMessage = Escape(message);
    }

    /// <summary>A message as it stands in a header: all but printable ASCII is percent-encoded.</summary>
    public static string Escape(string message)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        if (!bytes.AsSpan().ContainsAnyExcept(Unescaped)) return message;
        var escaped = new StringBuilder(message.Length + 16);
        foreach (var unit in bytes)
        {
            if (Unescaped.Contains(unit)) escaped.Append((char)unit);
            else escaped.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return escaped.ToString();
    }
}
