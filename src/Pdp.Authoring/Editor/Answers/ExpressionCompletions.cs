using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Meaning;
using Pdp.Authoring.Editor.Text;
using Pdp.Engine.Compilation;
using Pdp.Language.Functions;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Authoring.Editor.Answers;

/// <summary>Finds what may stand at a place of an expression.</summary>
internal sealed class ExpressionCompletions
{
    private readonly EditorBundle _bundle;
    private readonly DocumentView _view;
    private readonly ExpressionView _expression;
    private readonly ExpressionPlace _place;
    private readonly ExpressionTokens _tokens;
    private readonly int _position;
    private readonly int _last;
    private readonly List<EditorCompletion> _found = [];
    private EditorRange _range;

    private ExpressionCompletions(EditorBundle bundle, DocumentView view, ExpressionView expression, int offset)
    {
        _bundle = bundle;
        _view = view;
        _expression = expression;
        _place = new ExpressionPlace(bundle.Model, view, expression);
        _tokens = expression.Tokens;
        _position = expression.Mapped.IndexOf(offset);
        _last = _tokens.LastBefore(_position);
    }

    public static ImmutableArray<EditorCompletion> At(EditorBundle bundle, DocumentView view, ExpressionView expression, int offset)
    {
        var completions = new ExpressionCompletions(bundle, view, expression, offset);
        completions.Run();
        return [.. completions._found.DistinctBy(static one => (one.Label, one.Kind)).OrderBy(static one => one.Order).ThenBy(static one => one.Label, StringComparer.Ordinal)];
    }

    private void Run()
    {
        if (Literal() is { } literal)
        {
            Texts(literal);
            return;
        }

        // a name that has been begun, or nothing yet
        var isName = _last >= 0 && _tokens[_last] is { Kind: TokenKind.Identifier or TokenKind.In or TokenKind.True or TokenKind.False or TokenKind.Null } name && name.End >= _position;
        var (start, end) = isName ? (_tokens[_last].Start, _tokens[_last].End) : (_position, _position);
        var (from, to) = _expression.Mapped.RangeOf(start, end);
        _range = _view.Lines.RangeOf(from, to);
        var before = isName ? _last - 1 : _last;
        if (_tokens.IsDot(before, out var dot)) Members(dot);
        else if (before < 0 || _tokens[before].Kind is not (TokenKind.Identifier or TokenKind.String or TokenKind.Int or TokenKind.Double or TokenKind.RightParen or TokenKind.RightBracket)) Names();
    }

    /// <summary>The text literal that the place is in; null when it is in none.</summary>
    private (int Token, int Start, int End)? Literal()
    {
        if (_last < 0) return null;
        var token = _tokens[_last];
        var quote = _expression.Text[token.Start];
        if (quote is not ('\'' or '"')) return null;
        var isOpen = token.Length < 2 || _expression.Text[token.End - 1] != quote;
        if (!isOpen && _position >= token.End) return null;
        // what has no end reaches to where the place is
        return (_last, token.Start + 1, isOpen ? Math.Max(_position, token.Start + 1) : token.End - 1);
    }

    private void Texts((int Token, int Start, int End) literal)
    {
        var (from, to) = _expression.Mapped.RangeOf(literal.Start, literal.End);
        _range = _view.Lines.RangeOf(from, to);
        foreach (var value in Allowed(literal.Token)) Add(value, CompletionKind.Value);
    }

    // `a == '…'`, `a in ['…', '…']`, `'…' in a`, `'…' == a`
    private ImmutableArray<string> Allowed(int token)
    {
        if (_tokens[token + 1].Kind is TokenKind.EqualEqual or TokenKind.BangEqual or TokenKind.In && Forward(token + 2) is { } ahead) return ahead;
        var before = token - 1;
        if (_tokens[before].Kind is TokenKind.Comma or TokenKind.LeftBracket)
        {
            var open = _tokens.OpenCalls(_tokens[token].Start);
            if (open.Count == 0 || !_tokens.Is(open[^1], TokenKind.LeftBracket)) return [];
            before = open[^1] - 1;
        }

        if (_tokens[before].Kind is not (TokenKind.EqualEqual or TokenKind.BangEqual or TokenKind.In) || _tokens.ChainStart(before - 1) is not { } start) return [];
        return Values(start, before - 1);
    }

    private ImmutableArray<string>? Forward(int first)
    {
        var last = first;
        if (!_tokens.Is(first, TokenKind.Identifier)) return null;
        while (_tokens.Is(last + 1, TokenKind.Dot)) last += _tokens.Is(last + 2, TokenKind.Question) ? 3 : 2;
        return Values(first, last);
    }

    private ImmutableArray<string> Values(int first, int last)
    {
        if (!_tokens.Is(last, TokenKind.Identifier) || !_tokens.IsDot(last - 1, out var dot)) return [];
        return _place.TypeOf(first, dot - 1) is RecordType record && record.Members.TryGetValue(_tokens.TextOf(last), out var member) ? member.EnumValues : [];
    }

    private void Members(int dot)
    {
        if (_tokens.ChainStart(dot - 1) is not { } start) return;
        var isRoot = start == dot - 1 && _tokens.Is(start, TokenKind.Identifier);
        var root = isRoot ? _tokens.TextOf(start) : "";
        if (isRoot && !_place.LocalsAt(_position).ContainsKey(root))
        {
            switch (root)
            {
                case Roots.Variables:
                    foreach (var variable in _place.Variables) Variable(variable, "");
                    return;
                case Roots.Definitions:
                    foreach (var definition in _bundle.Model.Definitions) Definition(definition, "");
                    return;
            }

            var qualified = StandardLibrary.Policies.Names.Where(name => name.StartsWith(root + ".", StringComparison.Ordinal)).ToList();
            if (root == "cel") qualified.Add("cel.bind");
            foreach (var name in qualified) Function(name, name[(root.Length + 1)..]);
            if (qualified.Count > 0) return;
        }

        var type = _place.TypeOf(start, dot - 1) ?? CelType.Dyn;
        if (type is RecordType record)
        {
            foreach (var member in record.Members.Values) Member(member);
            if (record.IsEntityRoot) return;
        }

        foreach (var macro in Macros.On(type)) Macro(macro);
        var names = StandardLibrary.Policies.Names.Where(static name => char.IsAsciiLetter(name[0]));
        foreach (var name in names)
        {
            var overloads = StandardLibrary.Policies.Find(name).Where(overload => TypeNames.Takes(overload, type)).ToList();
            if (overloads.Count == 0) continue;
            var takesNone = overloads.TrueForAll(static overload => overload.Parameters.Length == 1);
            Add(name, CompletionKind.Method, takesNone ? $"{name}()" : $"{name}(", takesNone ? null : $"{name}($1)", string.Join('\n', overloads.Select(TypeNames.Of)), overloads[0].Description, order: 2);
        }
    }

    private void Names()
    {
        foreach (var (name, type) in _place.LocalsAt(_position)) Add(name, CompletionKind.Variable, detail: TypeNames.Of(type));
        foreach (var variable in _place.Variables) Variable(variable, $"{Roots.Variables}.");
        foreach (var root in Roots.Request)
        {
            Add(root, CompletionKind.Attribute, order: 1);
            foreach (var member in _place.Root(root).Members.Values) Member(member, $"{root}.", order: 2);
        }

        foreach (var definition in _bundle.Model.Definitions) Definition(definition, $"{Roots.Definitions}.");
        foreach (var word in (string[])["true", "false", "null", "in", Roots.Now, Roots.Variables, Roots.Definitions]) Add(word, CompletionKind.Keyword, order: 3);
        foreach (var macro in Macros.On(null)) Macro(macro);
        foreach (var name in StandardLibrary.Policies.Names.Where(static name => char.IsAsciiLetter(name[0]))) Function(name, name);
    }

    private void Function(string name, string shown)
    {
        if (Macros.Find(name) is { } macro)
        {
            Macro(macro with { Name = shown });
            return;
        }

        var overloads = StandardLibrary.Policies.Find(name).Where(static overload => !overload.IsMember).ToList();
        if (overloads.Count == 0) return;
        var takesNone = overloads.TrueForAll(static overload => overload.Parameters.IsEmpty);
        Add(shown, CompletionKind.Function, takesNone ? $"{shown}()" : $"{shown}(", takesNone ? null : $"{shown}($1)", string.Join('\n', overloads.Select(TypeNames.Of)), overloads[0].Description, order: 4);
    }

    private void Macro(Macro macro) => Add(
        macro.Name, CompletionKind.Method, $"{macro.Name}(", $"{macro.Name}($1)", macro.Form, macro.Description, macro.Receiver == MacroReceiver.None ? 4 : 1);

    private void Member(RecordMember member, string before = "", int order = 0)
    {
        if (!Words.IsIdentifier(member.Name)) return;
        Add(before + member.Name, CompletionKind.Attribute, detail: TypeNames.Of(member.Type), documentation: member.Description, order: order);
    }

    private void Variable(LooseNode variable, string before)
    {
        // it would be a circle
        if (ReferenceEquals(variable, _expression.Node)) return;
        var text = MappedText.Of(variable, _view.Text)?.Text;
        Add(before + variable.Name, CompletionKind.Variable, detail: before.Length == 0 ? TypeNames.Of(_place.TypeOfVariable(variable)) : null, documentation: text is null ? null : $"```cel\n{text}\n```");
    }

    private void Definition(Engine.Sources.DefinitionSource definition, string before) => Add(
        before + definition.Name, CompletionKind.Definition, detail: before.Length == 0 ? TypeNames.Of(_place.TypeOfDefinition(definition)) : null,
        documentation: definition.Expression is { } expression ? $"```cel\n{expression.Text}\n```" : null, order: before.Length == 0 ? 0 : 2);

    // what is written stands in a JSON string
    private void Add(string label, CompletionKind kind, string? text = null, string? snippet = null, string? detail = null, string? documentation = null, int order = 0) =>
        _found.Add(new EditorCompletion(label, kind, new EditorEdit(_range, Formatting.JsonQuote.Of(text ?? label)[1..^1]))
        {
            Snippet = snippet, Detail = detail, Documentation = documentation, Order = order,
        });
}
