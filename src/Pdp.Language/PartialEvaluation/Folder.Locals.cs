using Pdp.Language.Syntax;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <content>
/// The variables of macros. One that is known stands for its value; a large value of <c>cel.bind</c> stays bound, so that
/// it is not written at each use.
/// </content>
internal sealed partial class Folder
{
    private List<Local> _locals = [];
    private List<Local> _block = [];
    private int _level;

    /// <summary>A variable of a macro around the place being folded, or an expression of a block.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Level">How many macros stand around its own.</param>
    private sealed record Local(string Name, int Level)
    {
        /// <summary>What it holds; missing when that is not known.</summary>
        public Value Known { get; init; }

        /// <summary>Whether the macro that declares it stays, so that it can still be read.</summary>
        public bool IsKept { get; init; } = true;

        public bool IsOpen { get; init; }

        public Knowledge? Shape { get; init; }

        /// <summary>A place that reads it.</summary>
        public Folded Read(Expr e)
        {
            if (Known.AsError is { } error) return Broken(e, error) with { Level = Level };
            if (!Known.IsMissing) return new Folded(new ValueExpr(e.Id, e.Span, Known, IsKept ? e : null)) { Known = Known };
            return new Folded(e) { Level = Level, IsOpen = IsOpen, Shape = Shape };
        }
    }

    private Local? FindLocal(IdentExpr ident) =>
        ident.Rooted ? null : _locals.FindLast(local => string.Equals(local.Name, ident.Name, StringComparison.Ordinal));

    /// <summary>A lazy variable (<c>cel.bind</c>, <c>cel.block</c>) that holds what an expression came to.</summary>
    private Local Lazy(string name, int level, Folded range) => new(name, level)
    {
        Known = range.Known,
        IsKept = !range.IsValue || !IsShort(range.Known),
        IsOpen = range.IsOpen,
        Shape = range.Shape,
    };

    /// <summary>Begins an expression that has no variables of macros around it.</summary>
    private (List<Local> Locals, List<Local> Block) EnterDefinition()
    {
        var outer = (_locals, _block);
        (_locals, _block) = ([], []);
        return outer;
    }

    private void LeaveDefinition((List<Local> Locals, List<Local> Block) outer) => (_locals, _block) = outer;

    private Folded Bind(MacroExpr bind, Use use)
    {
        var range = Fold(bind.Range);
        var level = _level++;
        _locals.Add(Lazy(bind.Variable, level, range));
        var body = Fold(bind.Body, use);
        _locals.RemoveAt(_locals.Count - 1);
        _level--;
        var rebuilt = bind with { Range = range.Node, Body = body.Node };
        if (!Mentions.Local(body.Node, bind.Variable)) return body with { Level = Outside(body.Level, level) };
        return Closed(Joined(rebuilt, range, body), body, level);
    }

    private Folded Block(BlockExpr block, Use use)
    {
        var outer = _block;
        var level = _level++;
        _block = [];
        var bindings = new List<Folded?>(block.Bindings.Length);
        foreach (var binding in block.Bindings)
        {
            var folded = Fold(binding);
            bindings.Add(folded);
            _block.Add(Lazy("", level, folded));
        }

        var body = Fold(block.Body, use);
        _block = outer;
        _level--;
        Drop(block, bindings, body.Node);
        if (bindings.TrueForAll(binding => binding is null)) return body with { Level = Outside(body.Level, level) };
        var rebuilt = block with { Bindings = [.. bindings.Select((binding, i) => binding?.Node ?? Unread(block, i))], Body = body.Node };
        return Closed(Joined(rebuilt, [.. bindings.OfType<Folded>(), body]), body, level);
    }

    /// <summary>Forgets the expressions of a block that neither the body nor a later one of those that are read reads.</summary>
    private static void Drop(BlockExpr block, List<Folded?> bindings, Expr body)
    {
        for (var i = block.Bindings.Length - 1; i >= 0; i--)
        {
            var isRead = Mentions.BlockIndex(body, i);
            for (var later = i + 1; later < bindings.Count && !isRead; later++)
                isRead = bindings[later] is { } reader && Mentions.BlockIndex(reader.Node, i);
            if (!isRead) bindings[i] = null;
        }
    }

    /// <summary>What stands for an expression that is not read, so that the others keep their numbers.</summary>
    private LiteralExpr Unread(BlockExpr block, int index) =>
        new(Tables.Fresh(CelType.Null), block.Bindings[index].Span, Value.Null);

    /// <summary>The scope of lazy variables around a body that reads them.</summary>
    private Folded Closed(Folded scope, Folded body, int level)
    {
        scope = scope with { Level = Outside(scope.Level, level) };
        if (body.IsValue) return Known(scope.Node, body.Known);

        // The cause may be one of the variables: it means nothing outside.
        return body.IsError ? scope with { Known = body.Known } : scope;
    }

    private Folded BlockIndex(BlockIndexExpr index) =>
        index.Function == "index" && index.First < _block.Count
            ? _block[index.First].Read(index)
            : Broken(index, $"`cel.{index.Function}({index.First})` is not defined at this place");

    /// <summary>The level of what is read, without the variables of a macro at a level.</summary>
    private static int Outside(int read, int level) => read >= level ? int.MaxValue : read;
}
