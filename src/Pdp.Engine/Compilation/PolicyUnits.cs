using Pdp.Engine.Model;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Compilation;

/// <summary>An item of a policy on its way to code.</summary>
internal abstract class ItemUnit;

/// <summary>A rule.</summary>
internal sealed class RuleUnit(RuleSource source) : ItemUnit
{
    public RuleSource Source { get; } = source;

    public ExpressionUnit? When { get; set; }

    public List<NoticeUnit> Obligations { get; } = [];

    public List<NoticeUnit> Advice { get; } = [];
}

/// <summary>A reference.</summary>
internal sealed class ReferenceUnit(ReferenceSource source, DocumentUnit? target) : ItemUnit
{
    public ReferenceSource Source { get; } = source;

    /// <summary>The version it names; null when there is none, which has been reported.</summary>
    public DocumentUnit? Target { get; } = target;
}

/// <summary>A policy, top-level or inline.</summary>
internal sealed class PolicyUnit(PolicySource source, DocumentUnit document, VariableScope scope) : ItemUnit
{
    public PolicySource Source { get; } = source;

    public DocumentUnit Document { get; } = document;

    public VariableScope Scope { get; } = scope;

    public ExpressionUnit? Target { get; set; }

    public List<ItemUnit> Items { get; } = [];

    public List<NoticeUnit> Obligations { get; } = [];

    public List<NoticeUnit> Advice { get; } = [];
}

/// <summary>An obligation or a piece of advice.</summary>
internal sealed class NoticeUnit(NoticeSource source)
{
    public NoticeSource Source { get; } = source;

    public ExpressionUnit? When { get; set; }

    public List<(string Name, ExpressionUnit Unit)> Properties { get; } = [];

    public IEnumerable<ExpressionUnit> Units =>
        When is { } when ? Properties.Select(property => property.Unit).Prepend(when) : Properties.Select(property => property.Unit);
}
