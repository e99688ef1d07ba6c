using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pdp.Server.Serving;
using Pdp.Server.Settings;

namespace Pdp.Server.AuthZen;

/// <summary>
/// The metadata (Authorization API 1.0, section 9). All addresses are built from the public address that the operator names, and never
/// from a request's <c>Host</c>: a caller could have the PDP publish any. Without one there are no metadata.
/// </summary>
internal sealed class MetadataEndpoint(PdpServerOptions options, BundleHolder bundles)
{
    private static readonly string[] ObligationTypes = [.. ObligationForm.KnownTypes, ObligationForm.Custom];

    /// <summary>Answers.</summary>
    public AuthZenAnswer Answer(HttpContext context)
    {
        if (options.PublicUrl is not { } address)
        {
            return AuthZenAnswer.Error(StatusCodes.Status404NotFound, "there are no metadata: the server does not know its public address");
        }

        // what has a path is known by that path behind the well-known one (section 9.2.1)
        if (!string.Equals(context.Request.Path.Value?.TrimEnd('/'), AuthZenRoutes.WellKnown + address.Path, StringComparison.Ordinal))
        {
            return AuthZenAnswer.Error(StatusCodes.Status404NotFound, "there are no metadata of such an address");
        }

        context.Response.Headers.CacheControl = "max-age=300";
        return AuthZenAnswer.Json(Write(address.Text, bundles.Current.Searchable));
    }

    private static ReadOnlyMemory<byte> Write(string identifier, SearchCatalogue searchable)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, AuthZenJson.Plain);
        var root = identifier.TrimEnd('/');
        json.WriteStartObject();
        json.WriteString("policy_decision_point", identifier);
        json.WriteString("access_evaluation_endpoint", root + AuthZenRoutes.Evaluation);
        json.WriteString("access_evaluations_endpoint", root + AuthZenRoutes.Evaluations);
        if (searchable.Offers(SearchedKind.Subject)) json.WriteString("search_subject_endpoint", root + AuthZenRoutes.SearchSubject);
        if (searchable.Offers(SearchedKind.Resource)) json.WriteString("search_resource_endpoint", root + AuthZenRoutes.SearchResource);
        if (searchable.Offers(SearchedKind.Action)) json.WriteString("search_action_endpoint", root + AuthZenRoutes.SearchAction);
        json.WriteStartArray("supported_obligations");
        foreach (var type in ObligationTypes) json.WriteStringValue(type);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
