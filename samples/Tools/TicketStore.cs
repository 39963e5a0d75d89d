using Microsoft.Data.Sqlite;

namespace SampleTools;

/// <summary>Keeps tickets in a SQLite file.</summary>
public sealed class TicketStore
{
    private readonly string _connection;

    /// <summary>Opens the file, and makes it with a few tickets if it is not there.</summary>
    /// <param name="data">Where it is.</param>
    public TicketStore(SampleData data)
    {
        _connection = new SqliteConnectionStringBuilder { DataSource = data.Database }.ToString();
        Execute("""
            CREATE TABLE IF NOT EXISTS ticket (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, is_open INTEGER NOT NULL DEFAULT 1);
            INSERT INTO ticket (title) SELECT column1 FROM (VALUES ('The printer prints in blue only'), ('Coffee machine asks for a password'))
                WHERE NOT EXISTS (SELECT 1 FROM ticket);
            """);
    }

    /// <summary>Finds tickets, newest first.</summary>
    /// <param name="text">What the title must contain.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The tickets.</returns>
    public IReadOnlyList<Ticket> Search(string text, int limit)
    {
        using var connection = Open();
        using var command = Command(
            connection,
            "SELECT id, title, is_open FROM ticket WHERE instr(lower(title), lower($text)) > 0 ORDER BY id DESC LIMIT $limit",
            ("$text", text),
            ("$limit", limit));
        using var reader = command.ExecuteReader();
        var tickets = new List<Ticket>();
        while (reader.Read())
            tickets.Add(new Ticket(reader.GetInt64(0), reader.GetString(1), reader.GetBoolean(2)));

        return tickets;
    }

    /// <summary>Opens a ticket.</summary>
    /// <param name="title">What it is about.</param>
    /// <returns>The ticket.</returns>
    public Ticket Create(string title)
    {
        using var connection = Open();
        using var command = Command(connection, "INSERT INTO ticket (title) VALUES ($title) RETURNING id", ("$title", title));
        return new Ticket((long)command.ExecuteScalar()!, title, IsOpen: true);
    }

    /// <summary>Closes a ticket.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>Whether there is such a ticket.</returns>
    public bool Close(long id) => Execute("UPDATE ticket SET is_open = 0 WHERE id = $id", ("$id", id)) > 0;

    /// <summary>Deletes all closed tickets.</summary>
    /// <returns>How many there were.</returns>
    public int DeleteClosed() => Execute("DELETE FROM ticket WHERE is_open = 0");

    private int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Open();
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        return connection;
    }

#pragma warning disable CA2100 // Every statement is a constant of this file; what callers give are parameters.
    private static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);

        return command;
    }
#pragma warning restore CA2100
}
