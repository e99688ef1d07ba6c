using Microsoft.AspNetCore.Routing;

namespace Pdp.Server.Services;

/// <summary>gRPC's calls are made with POST; whoever binds methods by hand has to say so.</summary>
internal static class Verb
{
    /// <summary>What a method is bound with.</summary>
    public static IList<object> Post => [new HttpMethodMetadata(["POST"])];
}
