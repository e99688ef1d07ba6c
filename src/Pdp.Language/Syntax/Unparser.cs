using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Pdp.Language.Values;

namespace Pdp.Language.Syntax;

/// <summary>Writes a tree as text that parses to the same tree.</summary>
public static class Unparser
{
    /// <summary>The canonical text of a tree: one line, single quotes, no needless parentheses.</summary>
    /// <exception cref="InsufficientExecutionStackException">The tree is deeper than any parsed one.</exception>
    public static string Format(Expr expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var writer = new TreeWriter();
        writer.Write(expression, Precedence.Conditional);
        return writer.ToString();
    }

    /// <summary>How tightly a form binds; a looser one needs parentheses where a tighter one is wanted.</summary>
    private enum Precedence
    {
        Conditional,
        Or,
        And,
        Relation,
        Sum,
        Product,
        Unary,
        Postfix,
    }

    private sealed class TreeWriter
    {
        private readonly StringBuilder _text = new();

        public override string ToString() => _text.ToString();

        public void Write(Expr node, Precedence wanted)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            if (PrecedenceOf(node) < wanted)
            {
                _text.Append('(');
                Write(node, Precedence.Conditional);
                _text.Append(')');
                return;
            }

            switch (node)
            {
                case LiteralExpr literal: WriteLiteral(literal.Value); break;
                case IdentExpr ident: WriteIdent(ident); break;
                case SelectExpr select: WriteSelect(select.Operand, select.Field, select.Optional); break;
                case HasExpr has: WriteHas(has); break;
                case IndexExpr index: WriteIndex(index); break;
                case CallExpr call: WriteCall(call); break;
                case UnaryExpr unary: WriteUnary(unary); break;
                case BinaryExpr binary: WriteBinary(binary); break;
                case LogicExpr logic: WriteLogic(logic); break;
                case ConditionalExpr conditional: WriteConditional(conditional); break;
                case ListExpr list: WriteList(list); break;
                case MapExpr map: WriteMap(map); break;
                case StructExpr message: WriteStruct(message); break;
                case MacroExpr macro: WriteMacro(macro); break;
                case BlockExpr block: WriteBlock(block); break;
                case BlockIndexExpr index: WriteBlockIndex(index); break;
                default: throw new InvalidOperationException("unknown form of expression");
            }
        }

        private static Precedence PrecedenceOf(Expr node) => node switch
        {
            ConditionalExpr => Precedence.Conditional,
            LogicExpr { IsAnd: false } => Precedence.Or,
            LogicExpr => Precedence.And,
            BinaryExpr binary => PrecedenceOf(binary.Operator),
            UnaryExpr => Precedence.Unary,
            _ => Precedence.Postfix,
        };

        private static Precedence PrecedenceOf(BinaryOperator @operator) => @operator switch
        {
            BinaryOperator.Add or BinaryOperator.Subtract => Precedence.Sum,
            BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Modulo => Precedence.Product,
            _ => Precedence.Relation,
        };

        private void WriteIdent(IdentExpr ident)
        {
            if (ident.Rooted) _text.Append('.');
            WriteVariable(ident.Name);
        }

        private void WriteVariable(string name)
        {
            if (!name.StartsWith("@it:", StringComparison.Ordinal))
            {
                _text.Append(name);
                return;
            }

            var numbers = name.Split(':');
            _text.Append("cel.iterVar(").Append(numbers[1]).Append(", ").Append(numbers[2]).Append(')');
        }

        private void WriteSelect(Expr operand, string field, bool isOptional)
        {
            Write(operand, Precedence.Postfix);
            _text.Append(isOptional ? ".?" : ".");
            WriteField(field);
        }

        private void WriteField(string field)
        {
            var isPlain = Words.IsIdentifier(field) && !Words.Keywords.Contains(field);
            if (isPlain) _text.Append(field);
            else _text.Append('`').Append(field).Append('`');
        }

        private void WriteHas(HasExpr has)
        {
            _text.Append("has(");
            WriteSelect(has.Operand, has.Field, has.Optional);
            _text.Append(')');
        }

        private void WriteIndex(IndexExpr index)
        {
            Write(index.Operand, Precedence.Postfix);
            _text.Append(index.Optional ? "[?" : "[");
            Write(index.Index, Precedence.Conditional);
            _text.Append(']');
        }

        private void WriteCall(CallExpr call)
        {
            if (call.Target is { } target)
            {
                Write(target, Precedence.Postfix);
                _text.Append('.');
            }

            _text.Append(call.Function).Append('(');
            for (var i = 0; i < call.Arguments.Length; i++)
            {
                if (i > 0) _text.Append(", ");
                Write(call.Arguments[i], Precedence.Conditional);
            }

            _text.Append(')');
        }

        private void WriteUnary(UnaryExpr unary)
        {
            _text.Append(unary.Operator == UnaryOperator.Not ? '!' : '-');
            var mark = _text.Length;
            var isMixed = unary.Operand is UnaryExpr inner && inner.Operator != unary.Operator;
            Write(unary.Operand, isMixed ? Precedence.Postfix : Precedence.Unary);

            // A minus straight before a digit would become part of the number.
            if (unary.Operator != UnaryOperator.Negate || !char.IsAsciiDigit(_text[mark])) return;
            _text.Insert(mark, '(').Append(')');
        }

        private void WriteBinary(BinaryExpr binary)
        {
            var precedence = PrecedenceOf(binary.Operator);
            Write(binary.Left, precedence);
            _text.Append(' ').Append(OperatorText.Of(binary.Operator)).Append(' ');
            Write(binary.Right, precedence + 1);
        }

        private void WriteLogic(LogicExpr logic)
        {
            var operand = logic.IsAnd ? Precedence.Relation : Precedence.And;
            for (var i = 0; i < logic.Operands.Length; i++)
            {
                if (i > 0) _text.Append(logic.IsAnd ? " && " : " || ");
                Write(logic.Operands[i], operand);
            }
        }

        private void WriteConditional(ConditionalExpr conditional)
        {
            Write(conditional.Condition, Precedence.Or);
            _text.Append(" ? ");
            Write(conditional.Then, Precedence.Or);
            _text.Append(" : ");
            Write(conditional.Otherwise, Precedence.Conditional);
        }

        private void WriteList(ListExpr list)
        {
            _text.Append('[');
            for (var i = 0; i < list.Elements.Length; i++)
            {
                if (i > 0) _text.Append(", ");
                if (list.Elements[i].Optional) _text.Append('?');
                Write(list.Elements[i].Value, Precedence.Conditional);
            }

            _text.Append(']');
        }

        private void WriteMap(MapExpr map)
        {
            _text.Append('{');
            for (var i = 0; i < map.Entries.Length; i++)
            {
                var entry = map.Entries[i];
                if (i > 0) _text.Append(", ");
                if (entry.Optional) _text.Append('?');
                Write(entry.Key, Precedence.Conditional);
                _text.Append(": ");
                Write(entry.Value, Precedence.Conditional);
            }

            _text.Append('}');
        }

        private void WriteStruct(StructExpr message)
        {
            _text.Append(message.TypeName).Append('{');
            for (var i = 0; i < message.Fields.Length; i++)
            {
                var field = message.Fields[i];
                if (i > 0) _text.Append(", ");
                if (field.Optional) _text.Append('?');
                WriteField(field.Name);
                _text.Append(": ");
                Write(field.Value, Precedence.Conditional);
            }

            _text.Append('}');
        }

        private void WriteMacro(MacroExpr macro)
        {
            if (macro.Kind == MacroKind.Bind)
            {
                _text.Append("cel.bind(");
                WriteVariable(macro.Variable);
                _text.Append(", ");
                Write(macro.Range, Precedence.Conditional);
            }
            else
            {
                Write(macro.Range, Precedence.Postfix);
                _text.Append('.').Append(macro.Name).Append('(');
                WriteVariable(macro.Variable);
                if (macro.SecondVariable is { } second)
                {
                    _text.Append(", ");
                    WriteVariable(second);
                }

                if (macro.Filter is { } filter)
                {
                    _text.Append(", ");
                    Write(filter, Precedence.Conditional);
                }
            }

            _text.Append(", ");
            Write(macro.Body, Precedence.Conditional);
            _text.Append(')');
        }

        private void WriteBlock(BlockExpr block)
        {
            _text.Append("cel.block([");
            for (var i = 0; i < block.Bindings.Length; i++)
            {
                if (i > 0) _text.Append(", ");
                Write(block.Bindings[i], Precedence.Conditional);
            }

            _text.Append("], ");
            Write(block.Body, Precedence.Conditional);
            _text.Append(')');
        }

        private void WriteBlockIndex(BlockIndexExpr index)
        {
            _text.Append("cel.").Append(index.Function).Append('(').Append(index.First);
            if (index.Second is { } second) _text.Append(", ").Append(second);
            _text.Append(')');
        }

        private void WriteLiteral(in Value value)
        {
            switch (value.Kind)
            {
                case ValueKind.Null: _text.Append("null"); break;
                case ValueKind.Bool: _text.Append(value.AsBool ? "true" : "false"); break;
                case ValueKind.Int: _text.Append(value.AsInt.ToString(CultureInfo.InvariantCulture)); break;
                case ValueKind.Uint: _text.Append(value.AsUint.ToString(CultureInfo.InvariantCulture)).Append('u'); break;
                case ValueKind.Double: WriteDouble(value.AsDouble); break;
                case ValueKind.String: WriteString(value.AsString!); break;
                case ValueKind.Bytes: WriteBytes(value.AsBytes!.Span); break;
                default: _text.Append(CelText.ToLiteral(value)); break;
            }
        }

        private void WriteDouble(double value)
        {
            if (!double.IsFinite(value))
            {
                var name = double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
                _text.Append("double('").Append(name).Append("')");
                return;
            }

            var digits = value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
            _text.Append(digits);
            if (digits.AsSpan().IndexOfAny('.', 'e') < 0) _text.Append(".0");
        }

        private void WriteString(string value)
        {
            _text.Append('\'');
            foreach (var c in value)
            {
                switch (c)
                {
                    case '\\': _text.Append("\\\\"); break;
                    case '\'': _text.Append("\\'"); break;
                    case '\n': _text.Append("\\n"); break;
                    case '\r': _text.Append("\\r"); break;
                    case '\t': _text.Append("\\t"); break;
                    case < ' ' or '\u007F': _text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"); break;
                    default: _text.Append(c); break;
                }
            }

            _text.Append('\'');
        }

        private void WriteBytes(ReadOnlySpan<byte> value)
        {
            _text.Append("b'");
            foreach (var octet in value)
            {
                if (octet is >= 0x20 and < 0x7F and not ((byte)'\\' or (byte)'\'')) _text.Append((char)octet);
                else _text.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}");
            }

            _text.Append('\'');
        }
    }
}
