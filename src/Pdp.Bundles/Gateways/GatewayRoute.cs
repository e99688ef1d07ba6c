using System.Collections.Immutable;
using Pdp.Engine.Sources;

namespace Pdp.Bundles.Gateways;

/// <summary>Requests of one path, or of gRPC, and what they are about.</summary>
public sealed record GatewayRoute
{
    /// <summary>The path as written; of gRPC the service, a slash and the method or <c>*</c>.</summary>
    public required string Template { get; init; }

    /// <summary>The parts of the path; empty of gRPC.</summary>
    public ImmutableArray<TemplatePart> Parts { get; init; } = [];

    /// <summary>Whether it is one of gRPC.</summary>
    public bool IsGrpc { get; init; }

    /// <summary>The methods of HTTP; empty of gRPC.</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Whether it may be asked without a subject.</summary>
    public bool AllowsAnonymous { get; init; }

    /// <summary>The action's name; null: the method.</summary>
    public string? Action { get; init; }

    /// <summary>The resource's type; null: that of all routes.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The resource's id, in parts, of which some stand for parts of the path; empty: the template, or the service.</summary>
    public ImmutableArray<TemplatePart> ResourceId { get; init; } = [];

    /// <summary>The resource's attributes; null: those of all routes.</summary>
    public ImmutableArray<AttributeMapping>? ResourceProperties { get; init; }

    /// <summary>Where it stands.</summary>
    public required SourceLocation Location { get; init; }
}

/// <summary>A part of a template.</summary>
/// <param name="Kind">What it matches, or stands for.</param>
/// <param name="Text">The text, or the parameter's name.</param>
public readonly record struct TemplatePart(TemplatePartKind Kind, string Text);

/// <summary>What a part of a template matches.</summary>
public enum TemplatePartKind
{
    /// <summary>The text itself.</summary>
    Literal,

    /// <summary>Any one segment.</summary>
    Parameter,

    /// <summary>All segments that are left, one at least.</summary>
    Rest,
}
