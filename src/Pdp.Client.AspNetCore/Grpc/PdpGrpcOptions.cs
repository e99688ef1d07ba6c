using Grpc.Core;

namespace Pdp.Client.AspNetCore;

/// <summary>What the PDP is asked of calls of gRPC methods.</summary>
public sealed class PdpGrpcOptions
{
    private readonly Dictionary<string, GrpcMapping> _methods = new(StringComparer.Ordinal);

    /// <summary>How often it is asked again whether a call that streams may go on, which ends when it may not. Default: 10 s.</summary>
    public TimeSpan RecheckInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Says what a method does, for services that bear no attributes; it goes before these. The service itself has to have
    /// <c>RequireAuthorization()</c>.
    /// </summary>
    /// <param name="method">The method: <c>/documents.v1.Documents/Read</c>.</param>
    /// <param name="resourceType">The kind of resource: <c>document</c>.</param>
    /// <param name="action">What is to be done with it: <c>read</c>.</param>
    /// <param name="resourceId">
    /// Tells the resource's id from the request message, which is null where requests are a stream, and the call. When there is none, or it throws, the
    /// call is refused.
    /// </param>
    /// <exception cref="ArgumentException">The method is no such name, or known already.</exception>
    public PdpGrpcOptions Map(string method, string resourceType, string action, Func<object?, ServerCallContext, string?> resourceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentException.ThrowIfNullOrEmpty(resourceType);
        ArgumentException.ThrowIfNullOrEmpty(action);
        ArgumentNullException.ThrowIfNull(resourceId);
        if (method[0] != '/') throw new ArgumentException($"method `{method}`: expected a name such as `/documents.v1.Documents/Read`", nameof(method));
        if (!_methods.TryAdd(method, new GrpcMapping(resourceType, action, resourceId))) throw new ArgumentException($"method `{method}` is known already", nameof(method));
        return this;
    }

    internal GrpcMapping? Find(string method) => _methods.GetValueOrDefault(method);
}
