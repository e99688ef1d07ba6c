namespace Pdp.Client;

/// <summary>What is to be done. A string is one without attributes.</summary>
/// <param name="name">The name: <c>read</c>.</param>
/// <example><code>new PdpAction("transfer") { ["amount"] = 250 }</code></example>
public sealed class PdpAction(string name)
{
    private Contracts.V1.Action? _message;

    /// <summary>The name.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <summary>The attributes.</summary>
    public AttributeMap Properties { get; } = [];

    /// <summary>Sets an attribute.</summary>
    public AttributeValue this[string name]
    {
        set => Properties[name] = value;
    }

    /// <summary>An action without attributes.</summary>
    public static implicit operator PdpAction(string name) => new(name);

    internal Contracts.V1.Action Freeze() =>
        _message ??= new Contracts.V1.Action { Name = Name, Properties = Properties.Freeze() };
}
