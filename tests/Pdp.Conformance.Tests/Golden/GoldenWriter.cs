using System.Text;

namespace Pdp.Conformance.Tests.Golden;

/// <summary>Writes a tree as the golden data do: nodes adorned with their kinds, or with types and references.</summary>
internal sealed class GoldenWriter(bool showsTypes)
{
    private readonly StringBuilder _text = new();
    private int _indent;
    private bool _isLineStart = true;

    public static string Write(GoldenNode node, bool showsTypes)
    {
        var writer = new GoldenWriter(showsTypes);
        writer.Node(node);
        return writer._text.ToString();
    }

    private void Node(GoldenNode node)
    {
        switch (node)
        {
            case GoldenConstant constant: Append(GoldenLiteral.Of(constant.Value)); break;
            case GoldenIdent ident: Append(ident.Name); break;
            case GoldenSelect select: Select(select); break;
            case GoldenCall call: Call(call); break;
            case GoldenList list: Items("[", "]", list.Elements.Length, i => Node(list.Elements[i])); break;
            case GoldenStruct map: Struct(map); break;
            case GoldenComprehension loop: Comprehension(loop); break;
        }

        Adorn(node);
    }

    private void Select(GoldenSelect select)
    {
        Node(select.Operand);
        Append("." + select.Field);
        if (select.IsTest) Append("~test-only~");
    }

    private void Call(GoldenCall call)
    {
        if (call.Target is { } target)
        {
            Node(target);
            Append(".");
        }

        Append(call.Function);
        Items("(", ")", call.Arguments.Length, i => Node(call.Arguments[i]));
    }

    private void Struct(GoldenStruct map)
    {
        Append(map.Name);
        Items("{", "}", map.Entries.Length, i =>
        {
            var entry = map.Entries[i];
            if (entry.Field is { } field) Append(field);
            else Node(entry.Key!);
            Append(":");
            Node(entry.Value);
            if (!showsTypes) Append("^#*expr.Expr_CreateStruct_Entry#");
        });
    }

    private void Comprehension(GoldenComprehension loop)
    {
        Append("__comprehension__(");
        _indent++;
        Line();
        Part("Variable", () => Append(loop.Variable));
        Part("Target", () => Node(loop.Range));
        Part("Accumulator", () => Append(loop.Accumulator));
        Part("Init", () => Node(loop.Initial));
        Part("LoopCondition", () => Node(loop.Condition));
        Part("LoopStep", () => Node(loop.Step));
        Append("// Result");
        Line();
        Node(loop.Result);
        Append(")");
        _indent--;
    }

    private void Part(string name, Action content)
    {
        Append("// " + name);
        Line();
        content();
        Append(",");
        Line();
    }

    private void Items(string open, string close, int count, Action<int> item)
    {
        Append(open);
        if (count > 0)
        {
            _indent++;
            Line();
            for (var i = 0; i < count; i++)
            {
                if (i > 0)
                {
                    Append(",");
                    Line();
                }

                item(i);
            }

            _indent--;
            Line();
        }

        Append(close);
    }

    private void Adorn(GoldenNode node)
    {
        if (!showsTypes)
        {
            Append($"^#{Kind(node)}#");
            return;
        }

        if (node.Type is { } type) Append("~" + GoldenTypes.Format(type));
        if (node.Reference is { } reference) Append("^" + reference);
    }

    private static string Kind(GoldenNode node) => node switch
    {
        GoldenConstant constant => "*expr.Constant_" + GoldenLiteral.KindOf(constant.Value),
        GoldenIdent => "*expr.Expr_IdentExpr",
        GoldenSelect => "*expr.Expr_SelectExpr",
        GoldenCall => "*expr.Expr_CallExpr",
        GoldenList => "*expr.Expr_ListExpr",
        GoldenStruct => "*expr.Expr_StructExpr",
        _ => "*expr.Expr_ComprehensionExpr",
    };

    private void Append(string text)
    {
        if (_isLineStart)
        {
            _isLineStart = false;
            for (var i = 0; i < _indent; i++) _text.Append("  ");
        }

        _text.Append(text);
    }

    private void Line()
    {
        _text.Append('\n');
        _isLineStart = true;
    }
}
