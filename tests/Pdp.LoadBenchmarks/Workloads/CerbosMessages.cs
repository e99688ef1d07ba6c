using Pdp.Contracts.V1;
using Pdp.LoadBenchmarks.CerbosApi;

namespace Pdp.LoadBenchmarks.Workloads;

/// <summary>The same question, and its answer, as messages of Cerbos' <c>CheckResources</c>.</summary>
internal static class CerbosMessages
{
    public const string Path = "/cerbos.svc.v1.CerbosService/CheckResources";

    private const string Roles = "roles";

    /// <summary>Asks the same. The context goes among the subject's attributes, as the policies of <see cref="PolicyWriter"/> expect it.</summary>
    public static CheckResourcesRequest Request(CheckRequest request, string id)
    {
        var principal = new Principal { Id = request.Subject.Id };
        foreach (var (name, value) in request.Subject.Properties.Fields)
        {
            if (name == Roles) principal.Roles.Add(value.ListValue.Values.Select(static role => role.StringValue));
            else principal.Attr.Add(name, value);
        }

        principal.Attr.Add(request.Context.Fields);
        var resource = new CerbosApi.Resource { Kind = request.Resource.Type, Id = request.Resource.Id };
        resource.Attr.Add(request.Resource.Properties.Fields);
        return new CheckResourcesRequest
        {
            RequestId = id,
            Principal = principal,
            Resources = { new ResourceEntry { Actions = { request.Action.Name }, Resource = resource } },
        };
    }

    /// <summary>Whether an answer to one action on one resource allows it; null when it is no such answer.</summary>
    public static bool? Allows(ReadOnlySpan<byte> message)
    {
        var response = CheckResourcesResponse.Parser.ParseFrom(message);
        if (response.Results is not [{ Actions: { Count: 1 } actions }]) return null;
        return actions.Values.Single() switch
        {
            CerbosApi.Effect.Allow => true,
            CerbosApi.Effect.Deny => false,
            _ => null,
        };
    }
}
