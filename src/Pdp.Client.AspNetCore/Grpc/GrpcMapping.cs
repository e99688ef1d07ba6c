using Google.Protobuf;
using Grpc.Core;

namespace Pdp.Client.AspNetCore;

/// <summary>What is asked of a method's calls.</summary>
/// <param name="ResourceType">The kind of resource.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="ResourceId">Tells the resource's id from the request message, if there is one, and the call.</param>
internal sealed record GrpcMapping(string ResourceType, string Action, Func<object?, ServerCallContext, string?> ResourceId)
{
    /// <summary>What an attribute says.</summary>
    public static GrpcMapping Of(PdpGrpcAttribute attribute) => new(attribute.ResourceType, attribute.Action, (message, call) =>
        attribute.ResourceId
        ?? (attribute.ResourceIdHeader is { } header ? Header(call, header) : Field(message as IMessage, attribute.ResourceIdField)));

    // of two the one might be checked, and the other used
    private static string? Header(ServerCallContext call, string name) =>
        call.RequestHeaders.Where(entry => !entry.IsBinary && string.Equals(entry.Key, name, StringComparison.OrdinalIgnoreCase)).ToList() is [var only] ? only.Value : null;

    private static string? Field(IMessage? message, string path)
    {
        object? value = message;
        foreach (var name in path.Split('.'))
            value = value is IMessage parent ? parent.Descriptor.FindFieldByName(name)?.Accessor.GetValue(parent) : null;
        return value as string;
    }
}
