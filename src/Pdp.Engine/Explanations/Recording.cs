using Pdp.Engine.Decisions;
using Pdp.Engine.Model;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Engine.Explanations;

/// <summary>Everything told of one evaluation.</summary>
internal sealed class Recording(CompiledSet set) : IEvaluationRecorder
{
    // compared by reference: trees compare by content, which takes long
    private static readonly Dictionary<Expr, (Value Value, int Rounds)> NoValues = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<Expr, (Value Value, int Rounds)> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ItemNode, ItemRecord> _items = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public void Record(Expr expression, in Value value) =>
        _values[expression] = (value, _values.TryGetValue(expression, out var before) ? before.Rounds + 1 : 1);

    /// <summary>
    /// Keeps what the target or condition of an item came to. Its values are forgotten then, since a policy that two
    /// references name is evaluated twice; those of variables stay.
    /// </summary>
    public void Keep(ItemNode item, Expression expression)
    {
        var of = item switch
        {
            RuleNode rule => rule.Code.When,
            PolicyNode policy => policy.Code.Target,
            _ => null,
        };
        if (ReferenceEquals(of, expression)) At(item).Condition = ExpressionTracer.Trace(expression, _values);
        Forget(expression.Recording.Syntax);
    }

    public void Finish(ItemNode item, InnerValue value, DecisionError? error)
    {
        var record = At(item);
        record.Value = value;
        record.Error = error;
    }

    public void Differ(RuleNode rule) => At(rule).ActionDiffers = true;

    public Explanation ToExplanation(Decision decision) => new(
        decision,
        [.. set.Roots.Select(Trace)],
        [.. set.Shadows.Select(shadow => Trace(shadow.Shadow))]);

    private ItemRecord At(ItemNode item)
    {
        if (!_items.TryGetValue(item, out var record)) _items[item] = record = new ItemRecord();
        return record;
    }

    private void Forget(Expr expression)
    {
        _values.Remove(expression);
        foreach (var part in Children.Of(expression)) Forget(part);
    }

    private ItemTrace TraceItem(ItemNode item) => item is RuleNode rule ? Trace(rule) : Trace((PolicyNode)item);

    private PolicyTrace Trace(PolicyNode node)
    {
        var record = _items.GetValueOrDefault(node);
        var source = node.Code.Source;
        return new PolicyTrace
        {
            Id = source.Id,
            Path = node.Path,
            Version = node.Code.Document.Version,
            Location = source.Location,
            Combining = source.Combining,
            Value = record?.Value,
            Error = record?.Error,
            Target = node.Code.Target is { } target ? record?.Condition ?? Untouched(target) : null,
            Items = [.. node.Items.Select(TraceItem)],
            Variables =
            [
                .. node.Code.Variables.Select(variable => new VariableTrace(variable.Path, Trace(variable.Expression))),
            ],
        };
    }

    private RuleTrace Trace(RuleNode node)
    {
        var record = _items.GetValueOrDefault(node);
        var source = node.Code.Source;
        return new RuleTrace
        {
            Id = source.Id,
            Location = source.Location,
            Effect = source.Effect,
            Reason = source.Reason,
            Value = record?.Value,
            Error = record?.Error,
            ActionMatches = record is not { ActionDiffers: true },
            When = node.Code.When is { } when ? record?.Condition ?? Untouched(when) : null,
        };
    }

    // one that was never run for recording has no values: it is not compiled for the sake of showing that
    private ExpressionTrace Trace(Expression expression) => expression.HasRecording
        ? ExpressionTracer.Trace(expression, _values)
        : Untouched(expression);

    private static ExpressionTrace Untouched(Expression expression) => ExpressionTracer.Trace(expression, NoValues);

    private sealed class ItemRecord
    {
        public InnerValue? Value { get; set; }

        public DecisionError? Error { get; set; }

        public ExpressionTrace? Condition { get; set; }

        public bool ActionDiffers { get; set; }
    }
}
