using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Language.Text;
using Pdp.Server.Serving;
using Pdp.Server.ShadowReports;

namespace Pdp.Server.Services;

/// <summary>The methods of <c>pdp.v1.PolicyService</c> on shadow versions.</summary>
/// <param name="bundles">The policies.</param>
/// <param name="trial">Their trial.</param>
internal sealed class ShadowEndpoints(BundleHolder bundles, ShadowTrial trial)
{
    /// <summary>Tells what shadow versions said.</summary>
    public Task<GetShadowReportResponse> GetShadowReport(Received<GetShadowReportRequest> received)
    {
        var message = received.Message ?? throw Malformed.Call(received.Fault!);
        var bundle = bundles.Current;
        var response = new GetShadowReportResponse { Revision = bundle.Bundle.Revision, Share = trial.Share };
        foreach (var tally in bundle.Shadows.All)
        {
            if (message.Policy.Length == 0 || string.Equals(message.Policy, tally.Versions.Policy, StringComparison.Ordinal))
                response.Shadows.Add(ShadowReportMessages.Of(tally));
        }

        if (message.Policy.Length > 0 && response.Shadows.Count == 0) throw NotFound(bundle, message.Policy);
        return Task.FromResult(response);
    }

    private static RpcException NotFound(ServedBundle bundle, string policy)
    {
        var id = Malformed.Shown(policy);
        var text = bundle.Policies.Versions(policy).Any()
            ? $"policy `{id}` has no shadow version"
            : $"there is no policy `{id}`";
        var near = NearWord.Find(id, bundle.Shadows.All.Select(static tally => tally.Versions.Policy).Distinct(StringComparer.Ordinal));
        return new RpcException(new Status(StatusCode.NotFound, text + (near is null ? "" : $": did you mean `{near}`?")));
    }
}
