using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>On what something is to be done.</summary>
/// <param name="type">The kind of resource: <c>document</c>.</param>
/// <param name="id">The id, unique within the type.</param>
/// <example><code>new PdpResource("document", "roadmap") { ["owner"] = "alice" }</code></example>
public sealed class PdpResource(string type, string id)
{
    private Resource? _message;

    /// <summary>The kind of resource.</summary>
    public string Type { get; } = type ?? throw new ArgumentNullException(nameof(type));

    /// <summary>The id.</summary>
    public string Id { get; } = id ?? throw new ArgumentNullException(nameof(id));

    /// <summary>The attributes.</summary>
    public AttributeMap Properties { get; } = [];

    /// <summary>Sets an attribute.</summary>
    public AttributeValue this[string name]
    {
        set => Properties[name] = value;
    }

    internal Resource Freeze() => _message ??= new Resource { Type = Type, Id = Id, Properties = Properties.Freeze() };
}
