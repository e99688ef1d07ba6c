using System.Runtime.CompilerServices;
using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>Puts questions together that can be asked in one call.</summary>
internal static class Batches
{
    /// <summary>Groups questions.</summary>
    /// <returns>The indexes of those that go together, in order; each index is in one group.</returns>
    public static IEnumerable<int[]> Of(IReadOnlyList<AccessRequest> requests, PdpClientOptions options)
    {
        var groups = Enumerable.Range(0, requests.Count).GroupBy(index => new Shared(requests[index]));
        foreach (var group in groups)
        {
            var part = new List<int>();
            var size = 0;
            foreach (var index in group)
            {
                // the subject and the context are counted for each: a batch is smaller than it need be rather than larger
                var more = requests[index].Size + 16;
                if (part.Count > 0 && (part.Count == options.MaxBatchItems || size + more > options.MaxRequestBytes))
                {
                    yield return [.. part];
                    part.Clear();
                    size = 0;
                }

                part.Add(index);
                size += more;
            }

            if (part.Count > 0) yield return [.. part];
        }
    }

    /// <summary>The call that asks questions that go together.</summary>
    public static CheckBatchRequest Message(AccessRequest[] requests)
    {
        var first = requests[0].Freeze().Message;
        var batch = new CheckBatchRequest { Subject = first.Subject, Context = first.Context, MinRevision = first.MinRevision, SubjectToken = first.SubjectToken };
        foreach (var request in requests)
        {
            var message = request.Freeze().Message;
            batch.Items.Add(new CheckBatchItem { Action = message.Action, Resource = message.Resource });
        }

        return batch;
    }

    private readonly struct Shared(AccessRequest request) : IEquatable<Shared>
    {
        private readonly AccessRequest _request = request;

        public bool Equals(Shared other) =>
            // one that cannot be sent must not keep others from it
            _request.Freeze().Problem is null && other._request.Freeze().Problem is null
            && ReferenceEquals(_request.Subject, other._request.Subject)
            && (ReferenceEquals(_request.Context, other._request.Context) || (_request.Context.Count == 0 && other._request.Context.Count == 0))
            && _request.Timeout == other._request.Timeout
            && string.Equals(_request.MinRevision, other._request.MinRevision, StringComparison.Ordinal)
            && string.Equals(_request.SubjectToken, other._request.SubjectToken, StringComparison.Ordinal);

        public override bool Equals(object? obj) => obj is Shared other && Equals(other);

        // many of one subject, each with a context of its own, are not all compared with each other
        public override int GetHashCode() =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(_request.Subject), _request.Context is not { Count: > 0 } context ? 0 : RuntimeHelpers.GetHashCode(context));
    }
}
