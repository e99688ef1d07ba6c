using Microsoft.AspNetCore.Http;
using Pdp.Server.Access;

namespace Pdp.Server.AuthZen;

/// <summary>The endpoints of AuthZEN's Authorization API 1.0, at their default paths (section 10.1).</summary>
internal static class AuthZenRoutes
{
    /// <summary>Where the metadata stand (section 9.2).</summary>
    public const string WellKnown = "/.well-known/authzen-configuration";

    /// <summary>Path of an evaluation.</summary>
    public const string Evaluation = "/access/v1/evaluation";

    /// <summary>Path of several evaluations.</summary>
    public const string Evaluations = "/access/v1/evaluations";

    /// <summary>Path of a search for subjects.</summary>
    public const string SearchSubject = "/access/v1/search/subject";

    /// <summary>Path of a search for resources.</summary>
    public const string SearchResource = "/access/v1/search/resource";

    /// <summary>Path of a search for actions.</summary>
    public const string SearchAction = "/access/v1/search/action";

    /// <summary>Adds the routes.</summary>
    public static void MapAuthZen(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var exchange = services.GetRequiredService<AuthZenExchange>();
        var evaluations = services.GetRequiredService<EvaluationEndpoints>();
        var searches = services.GetRequiredService<SearchEndpoints>();
        var metadata = services.GetRequiredService<MetadataEndpoint>();
        Post(Evaluation, evaluations.Evaluate, AccessAction.Check);
        Post(Evaluations, evaluations.EvaluateMany, AccessAction.Check);
        Post(SearchSubject, (call, body) => searches.Search(SearchedKind.Subject, call, body), AccessAction.Search);
        Post(SearchResource, (call, body) => searches.Search(SearchedKind.Resource, call, body), AccessAction.Search);
        Post(SearchAction, (call, body) => searches.Search(SearchedKind.Action, call, body), AccessAction.Search);
        routes.Map(WellKnown + "/{**path}", context => AuthZenExchange.AnswerGet(context, metadata.Answer)).WithMetadata(AccessRule.Open);

        // a path that is none of these still gets its request id back
        routes.Map("/access/v1/{**path}", AuthZenExchange.AnswerUnknown).WithMetadata(AccessRule.Open);

        void Post(string path, AuthZenCall call, string action) =>
            routes.Map(path, context => exchange.AnswerPost(context, call)).WithMetadata(AccessRule.For(action));
    }
}

/// <summary>Answers one request.</summary>
/// <param name="context">The request; its answer's status and headers may be set.</param>
/// <param name="body">Its body.</param>
/// <returns>The answer.</returns>
internal delegate AuthZenAnswer AuthZenCall(HttpContext context, ReadOnlySpan<byte> body);
