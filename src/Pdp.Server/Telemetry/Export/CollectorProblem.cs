using System.Globalization;
using System.Net;

namespace Pdp.Server.Telemetry.Export;

/// <summary>What is told of a collector that does not take what it is sent. Never the text of an exception: it may hold more of an address than is to be told.</summary>
internal static class CollectorProblem
{
    /// <summary>Of an exchange that did not come about.</summary>
    public static string Of(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "the name of the collector cannot be found",
        HttpRequestError.ConnectionError => "the collector cannot be reached",
        HttpRequestError.SecureConnectionError => "the certificate of the collector is not trusted, or no encrypted connection comes about",
        _ => "the collector cannot be asked: what it answers is no HTTP, or the connection broke",
    };

    /// <summary>Of a status.</summary>
    public static string Of(HttpStatusCode status) => $"the collector answers with status {((int)status).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Of an answer that does not come in time.</summary>
    public static string Of(TimeSpan timeout) => string.Create(CultureInfo.InvariantCulture, $"the collector does not answer within {timeout.TotalSeconds:0.#} s");
}
