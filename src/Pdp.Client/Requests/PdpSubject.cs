using Pdp.Contracts.V1;

namespace Pdp.Client;

/// <summary>Who wants to do something.</summary>
/// <param name="type">The kind of subject: <c>user</c>.</param>
/// <param name="id">The id, unique within the type.</param>
/// <example><code>new PdpSubject("user", "alice") { ["department"] = "sales" }</code></example>
public sealed class PdpSubject(string type, string id)
{
    private Subject? _message;

    /// <summary>
    /// The subject of a request with a <see cref="AccessRequest.SubjectToken"/>: its type and id are those that the token's issuer says. Attributes that are set
    /// must not be at odds with the token's claims.
    /// </summary>
    public static PdpSubject OfToken() => new("", "");

    /// <summary>The kind of subject.</summary>
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

    internal Subject Freeze() => _message ??= new Subject { Type = Type, Id = Id, Properties = Properties.Freeze() };
}
