using System.Globalization;
using System.Text;
using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Language.Text;
using Pdp.Server.Reloading;
using Pdp.Server.Serving;
using Pdp.Wire.Requests;

namespace Pdp.Server.Services;

/// <summary>The methods of <c>pdp.v1.PolicyService</c>.</summary>
/// <param name="bundles">The policies.</param>
/// <param name="freshness">Tells when their source was reached.</param>
internal sealed class PolicyEndpoints(BundleHolder bundles, Freshness freshness)
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1000;

    /// <summary>Tells the revision that is served.</summary>
    public Task<GetRevisionResponse> GetRevision(Received<GetRevisionRequest> received)
    {
        if (received.Fault is not null) throw Malformed.Call(received.Fault);
        return Task.FromResult(RevisionMessages.Of(bundles.State, freshness));
    }

    /// <summary>Lists all versions of all policies.</summary>
    public Task<ListPoliciesResponse> ListPolicies(Received<ListPoliciesRequest> received)
    {
        var message = received.Message ?? throw Malformed.Call(received.Fault!);
        if (message.PageSize < 0)
        {
            throw Malformed.Call([new Violation("page_size", $"expected a number from 0 on, got {message.PageSize}")]);
        }

        var size = message.PageSize == 0 ? DefaultPage : Math.Min(message.PageSize, LargestPage);
        var bundle = bundles.Current;
        var rest = bundle.Policies.All.AsSpan();
        if (message.PageToken.Length > 0)
        {
            var (id, version) = ReadToken(message.PageToken)
                ?? throw Malformed.Call([new Violation("page_token", "expected the `next_page_token` of an answer, got something else")]);
            while (!rest.IsEmpty && IsUpTo(rest[0], id, version)) rest = rest[1..];
        }

        var response = new ListPoliciesResponse { Revision = bundle.Bundle.Revision };
        foreach (var policy in rest[..Math.Min(size, rest.Length)]) response.Policies.Add(policy);
        if (rest.Length > size) response.NextPageToken = WriteToken(rest[size - 1]);
        return Task.FromResult(response);
    }

    /// <summary>Gives a policy as it was written.</summary>
    public Task<GetPolicyResponse> GetPolicy(Received<GetPolicyRequest> received)
    {
        var message = received.Message ?? throw Malformed.Call(received.Fault!);
        if (message.Id.Length == 0) throw Malformed.Call([new Violation("id", "expected a text that is not empty, got none")]);
        var bundle = bundles.Current;
        var policy = bundle.Policies.Find(message.Id, message.HasVersion ? message.Version : null)
            ?? throw NotFound(bundle.Policies, message);
        return Task.FromResult(new GetPolicyResponse
        {
            Policy = policy, Source = bundle.Policies.Text(policy), Revision = bundle.Bundle.Revision,
        });
    }

    private static RpcException NotFound(PolicyCatalogue policies, GetPolicyRequest message)
    {
        var versions = string.Join(", ", policies.Versions(message.Id).Select(static p => p.Version));
        string text;
        if (versions.Length > 0)
        {
            text = $"policy `{message.Id}` has no version {message.Version}: there are {versions}";
        }
        else
        {
            var id = Malformed.Shown(message.Id);
            var near = NearWord.Find(id, policies.All.Select(static p => p.Id).Distinct(StringComparer.Ordinal));
            text = $"there is no policy `{id}`" + (near is null ? "" : $": did you mean `{near}`?");
        }

        return new RpcException(new Status(StatusCode.NotFound, text));
    }

    private static bool IsUpTo(PolicySummary policy, string id, int version)
    {
        var order = string.CompareOrdinal(policy.Id, id);
        return order < 0 || (order == 0 && policy.Version <= version);
    }

    // The last entry of the page before: what is loaded in between shifts no page.
    private static string WriteToken(PolicySummary last) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.Version}@{last.Id}")));

    private static (string Id, int Version)? ReadToken(string token)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (token.Length > 256 || !Convert.TryFromBase64String(token, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes[..length]);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && int.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (text[(at + 1)..], version)
            : null;
    }
}
