using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Pdp.Server.ExtAuthz.Messages;
using Pdp.Server.Gateways;
using Pdp.Wire.Values;
using HeaderValue = Pdp.Server.ExtAuthz.Messages.HeaderValue;
using Status = Pdp.Server.ExtAuthz.Messages.Status;

namespace Pdp.Server.ExtAuthz;

/// <summary>
/// Writes answers for Envoy. Status and body are made here together, of one verdict: an answer without a status lets the request pass, and
/// so does code 0 with a denial in it.
/// </summary>
internal static class ExtAuthzAnswer
{
    private const int Replace = 2;
    private const string Denied = "access denied";
    private const string Unauthenticated = "authentication required";
    private const string Unavailable = "the service is not available";

    /// <summary>Writes an answer.</summary>
    /// <param name="verdict">What becomes of the request.</param>
    /// <param name="accept">Which types the client takes; null: it does not say.</param>
    /// <param name="tellsErrors">Whether Envoy is told of errors as such, so that its configuration says what becomes of the request.</param>
    public static CheckResponse Of(GatewayVerdict verdict, string? accept, bool tellsErrors) => verdict.Outcome switch
    {
        GatewayOutcome.Permit => Permit(verdict),
        GatewayOutcome.Unauthenticated => Refuse(StatusCode.Unauthenticated, HttpStatusCode.Unauthorized, Unauthenticated, accept, verdict),
        GatewayOutcome.Unavailable when tellsErrors && !verdict.IsClients => new CheckResponse
        {
            Status = new Status { Code = (int)StatusCode.Unavailable },
            ErrorResponse = new DeniedHttpResponse { Status = new HttpStatus { Code = (int)HttpStatusCode.ServiceUnavailable } },
        },
        GatewayOutcome.Unavailable => Refuse(StatusCode.Unavailable, HttpStatusCode.ServiceUnavailable, Unavailable, accept, verdict),
        _ => Refuse(StatusCode.PermissionDenied, HttpStatusCode.Forbidden, verdict.Gateway?.Denied ?? Denied, accept, verdict),
    };

    private static CheckResponse Permit(GatewayVerdict verdict)
    {
        var ok = new OkHttpResponse();
        foreach (var (name, value) in verdict.IdentityHeaders) ok.Headers.Add(Header(name, value));
        foreach (var name in verdict.Gateway?.RemovedHeaders ?? [])
        {
            // what is set is not taken away as well: some versions do that last
            if (!verdict.IdentityHeaders.Any(header => header.Key == name)) ok.HeadersToRemove.Add(name);
        }

        return new CheckResponse { Status = new Status(), OkResponse = ok, DynamicMetadata = Metadata(verdict) };
    }

    private static CheckResponse Refuse(StatusCode code, HttpStatusCode status, string text, string? accept, GatewayVerdict verdict)
    {
        var (type, body) = Body(text, accept);
        var denied = new DeniedHttpResponse { Status = new HttpStatus { Code = (int)status }, Body = body };
        if (status == HttpStatusCode.Unauthorized) denied.Headers.Add(Header("www-authenticate", verdict.Challenge));
        denied.Headers.Add(Header("content-type", type));
        return new CheckResponse { Status = new Status { Code = (int)code }, DeniedResponse = denied, DynamicMetadata = Metadata(verdict) };
    }

    private static (string Type, string Body) Body(string text, string? accept)
    {
        if (accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true)
        {
            var html = HtmlEncoder.Default.Encode(text);
            return ("text/html; charset=utf-8", $"<!doctype html><html><head><meta charset=\"utf-8\"><title>{html}</title></head><body><p>{html}</p></body></html>");
        }

        return accept?.Contains("json", StringComparison.OrdinalIgnoreCase) == true
            ? ("application/json", $"{{\"message\":{JsonSerializer.Serialize(text)}}}")
            : ("text/plain; charset=utf-8", text);
    }

    // present and false as well as 2: which of the two counts has changed between versions of Envoy
    private static HeaderValueOption Header(string name, string value) => new()
    {
        Header = new HeaderValue { Key = name, Value = value },
        Append = false,
        AppendAction = Replace,
    };

    private static Struct? Metadata(GatewayVerdict verdict)
    {
        if (verdict.DecisionId is not { } id) return null;
        var metadata = new Struct { Fields = { ["decision_id"] = Value.ForString(id), ["revision"] = Value.ForString(verdict.Revision ?? "") } };
        if (verdict.Obligations.Count == 0) return metadata;
        var obligations = verdict.Obligations.Select(static obligation => Value.ForStruct(new Struct
        {
            Fields = { ["id"] = Value.ForString(obligation.Key), ["properties"] = Value.ForStruct(ValueWriter.ToStruct(obligation.Value)) },
        }));
        metadata.Fields["obligations"] = Value.ForList([.. obligations]);
        return metadata;
    }
}
