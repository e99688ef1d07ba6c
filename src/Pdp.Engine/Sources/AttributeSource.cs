namespace Pdp.Engine.Sources;

/// <summary>Who may supply an attribute.</summary>
public enum AttributeSource
{
    /// <summary>The request, and where it is silent the PDP's own data. The default.</summary>
    RequestThenData,

    /// <summary>The request alone.</summary>
    Request,

    /// <summary>The PDP's own data alone: what a caller states is not believed.</summary>
    Data,
}
