using Pdp.Language.Values;

namespace Pdp.Bundles.Gateways;

/// <summary>An attribute, and where its value comes from.</summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="From">From what.</param>
/// <param name="Key">The name there: of a header in lower case, a parameter, a claim, a property of the request; a JSON pointer into the body.</param>
/// <param name="Type">What a text is read as.</param>
/// <param name="Constant">The value, if it is always the same.</param>
public sealed record AttributeMapping(string Name, AttributeOrigin From, string Key, AttributeForm Type, Value Constant);

/// <summary>Where the value of an attribute comes from.</summary>
public enum AttributeOrigin
{
    /// <summary>A header.</summary>
    Header,

    /// <summary>A part of the path.</summary>
    Path,

    /// <summary>A parameter of the query.</summary>
    Query,

    /// <summary>A claim of a verified token.</summary>
    Claim,

    /// <summary>A context extension of Envoy's configuration.</summary>
    Extension,

    /// <summary>A place in a JSON body.</summary>
    Body,

    /// <summary>A property of the request.</summary>
    Request,

    /// <summary>It is always the same.</summary>
    Constant,
}

/// <summary>What a text is read as.</summary>
public enum AttributeForm
{
    /// <summary>The text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>Texts with commas between them; white space around them does not count.</summary>
    List,
}
