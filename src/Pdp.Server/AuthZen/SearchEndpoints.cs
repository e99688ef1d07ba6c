using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pdp.Engine.Requests;
using Pdp.Server.Access;
using Pdp.Server.Serving;
using Pdp.Server.Settings;
using Pdp.Wire.Json;

namespace Pdp.Server.AuthZen;

/// <summary>
/// Searches (Authorization API 1.0, section 8). Every candidate is asked for as an evaluation would be; those are results that are
/// permitted. One request looks at a bounded number of candidates: where there are more, its page says how to go on.
/// </summary>
internal sealed class SearchEndpoints(BundleHolder bundles, PdpServerOptions options, TimeProvider clock, PageTokens tokens, Decider decider, AccessControl access)
{
    // stands for the id or name that is searched
    private const string Any = "*";

    private static readonly string[] Members = ["subject", "action", "resource", "context", "page"];
    private static readonly string[] PageMembers = ["token", "limit"];

    /// <summary>Searches.</summary>
    public AuthZenAnswer Search(SearchedKind kind, HttpContext context, ReadOnlySpan<byte> body)
    {
        var bundle = bundles.Current;
        if (!bundle.Searchable.Offers(kind)) return AuthZenAnswer.Error(StatusCodes.Status404NotFound, "there is no such endpoint: nothing is known to search through");
        Span<JsonPart> parts = stackalloc JsonPart[Members.Length];
        if (JsonText.Check(body, options.MostJsonLevels, Members, parts) is { } fault) return AuthZenAnswer.BadRequest(fault);
        var reader = new JsonRequestReader(options.Wire);
        var question = Read(kind, reader, body, parts);
        if (question is null) return AuthZenAnswer.BadRequest(string.Join("; ", reader.Violations));
        var caller = context.Features.GetRequiredFeature<Caller>();
        if (!access.MayAsk(caller, AccessAction.Search, question.Subject.Type, question.Resource.Type))
            return AuthZenAnswer.Error(StatusCodes.Status403Forbidden, access.Refuse(caller, AccessAction.Search, question.Subject.Type, question.Resource.Type));
        var digest = QuestionDigest.Of(kind, question);
        if (ReadPage(body, parts[4], digest, out var after, out var limit) is { } wrong) return AuthZenAnswer.BadRequest(wrong);
        context.Response.Headers["X-Pdp-Revision"] = bundle.Bundle.Revision;
        var results = Find(bundle, kind, question, after, limit, context.RequestAborted, out var last);
        decider.Searched(bundle, question, NameOf(kind), results, caller, clock.GetUtcNow());
        return AuthZenAnswer.Json(Write(kind, question, results, last is null ? "" : tokens.Make(digest, limit, last)));
    }

    private static string NameOf(SearchedKind kind) => kind switch
    {
        SearchedKind.Subject => "subject",
        SearchedKind.Resource => "resource",
        _ => "action",
    };

    private static Request? Read(SearchedKind kind, JsonRequestReader reader, ReadOnlySpan<byte> body, ReadOnlySpan<JsonPart> parts)
    {
        var subject = reader.Entity(body, parts[0], Members[0], kind == SearchedKind.Subject ? Any : null);
        var action = kind == SearchedKind.Action ? new ActionInfo(Any, Language.Values.StringMap.Empty) : reader.Action(body, parts[1]);
        var resource = reader.Entity(body, parts[2], Members[2], kind == SearchedKind.Resource ? Any : null);
        var context = reader.Context(body, parts[3]);
        return reader.IsValid ? new Request(subject!, action!, resource!, context!) : null;
    }

    private string? ReadPage(ReadOnlySpan<byte> body, JsonPart page, ReadOnlySpan<byte> question, out string? after, out int? limit)
    {
        (after, limit) = (null, null);
        if (page.IsNothing) return null;
        if (!page.IsObject) return $"`page`: expected an object, got {page.KindText}";
        Span<JsonPart> members = stackalloc JsonPart[PageMembers.Length];
        if (JsonText.Find(body, page, PageMembers, members) is { } twice) return $"`page`: member `{twice}` occurs twice";
        if (!members[1].IsNothing && (limit = JsonScalars.Count(body, members[1])) is null) return "`page.limit`: expected a whole number, 0 or more";
        if (members[0].IsNothing) return null;
        if (JsonScalars.Text(body, members[0]) is not { } token) return $"`page.token`: expected a string, got {members[0].KindText}";
        if (token.Length == 0) return null;
        after = tokens.Read(token, question, out var before);
        if (after is null) return "`page.token`: expected the `next_token` of the page before, of the same search and at most an hour old";
        if (!members[1].IsNothing && limit != before) return "`page.limit`: expected that of the first page, or none";
        limit = before;
        return null;
    }

    private List<string> Find(
        ServedBundle bundle, SearchedKind kind, Request question, string? after, int? limit, CancellationToken cancellation, out string? last)
    {
        var candidates = kind switch
        {
            SearchedKind.Subject => bundle.Searchable.Ids(question.Subject.Type),
            SearchedKind.Resource => bundle.Searchable.Ids(question.Resource.Type),
            _ => bundle.Searchable.Actions,
        };
        var results = new List<string>();
        last = null;
        if (limit == 0) return results;
        var now = clock.GetUtcNow();
        var first = after is null ? 0 : Array.BinarySearch(candidates, after, StringComparer.Ordinal) is var found && found < 0 ? ~found : found + 1;
        for (var i = first; i < candidates.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (i - first == options.MaxSearchCandidates)
            {
                last = candidates[i - 1];
                break;
            }

            if (!decider.WouldPermit(bundle, Ask(kind, question, candidates[i]), now, cancellation)) continue;
            if (results.Count == limit)
            {
                // there is one more: the next page begins with it
                last = candidates[i - 1];
                break;
            }

            results.Add(candidates[i]);
        }

        return results;
    }

    private static Request Ask(SearchedKind kind, Request question, string candidate) => kind switch
    {
        SearchedKind.Subject => question with { Subject = question.Subject with { Id = candidate } },
        SearchedKind.Resource => question with { Resource = question.Resource with { Id = candidate } },
        _ => question with { Action = question.Action with { Name = candidate } },
    };

    private static ReadOnlyMemory<byte> Write(SearchedKind kind, Request question, List<string> results, string next)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, AuthZenJson.Plain);
        json.WriteStartObject();
        json.WriteStartObject("page");
        json.WriteString("next_token", next);
        json.WriteNumber("count", results.Count);
        json.WriteEndObject();
        json.WriteStartArray("results");
        foreach (var result in results)
        {
            json.WriteStartObject();
            if (kind == SearchedKind.Action)
            {
                json.WriteString("name", result);
            }
            else
            {
                json.WriteString("type", kind == SearchedKind.Subject ? question.Subject.Type : question.Resource.Type);
                json.WriteString("id", result);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
