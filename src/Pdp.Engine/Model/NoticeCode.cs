using Pdp.Engine.Decisions;
using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Engine.Model;

/// <summary>An obligation or a piece of advice, compiled.</summary>
internal sealed class NoticeCode(string id, Effect? on, Expression? when, NoticeProperty[] properties)
{
    public string Id { get; } = id;

    /// <summary>The answer it holds for; null: both.</summary>
    public Effect? On { get; } = on;

    public Expression? When { get; } = when;

    public NoticeProperty[] Properties { get; } = properties;

    /// <summary>The notice itself when nothing of it is computed, else null.</summary>
    public Notice? Constant { get; } = properties.Length == 0 ? new Notice(id, StringMap.Empty) : null;
}

/// <summary>A computed value of a notice.</summary>
internal sealed record NoticeProperty(string Name, Expression Expression);
