//! Table of contents of the API of data imports.

use fairlead_kernel::Input;
use fairlead_web::{Doc, Resource, Routes, read_only};

use crate::draft::DraftInput;
use crate::files::TypeView;
use crate::importer::Importer;
use crate::review::{LeaveOutInput, ReplaceInput, RowInput, RowView};
use crate::types::{Accounts, Cdrs, Contacts, Dids, Services, VoiceProviderRates, VoiceProviders};
use crate::view::{DataImport, View};
use crate::{act, draft, files, review, undo, upload};

/// All routes of this domain.
pub fn routes() -> Routes {
    Routes::new()
        .merge(read_only::<DataImport>())
        .merge(of_type::<Accounts>())
        .merge(of_type::<Contacts>())
        .merge(of_type::<Services>())
        .merge(of_type::<Dids>())
        .merge(of_type::<VoiceProviders>())
        .merge(of_type::<VoiceProviderRates>())
        .merge(of_type::<Cdrs>())
        .merge(steps())
        .merge(downloads())
}

fn doc(summary: impl Into<String>) -> Doc {
    Doc::own(DataImport::TAG, summary)
}

/// A draft of one type, and what there is of it.
fn of_type<I: Importer>() -> Routes {
    let (name, label) = (I::TYPE, I::LABEL);
    let begin = doc(format!("Begin an import: {label}")).status(201).one::<View>();
    let begin = if I::Options::fields().is_empty() { begin } else { begin.body::<I::Options>() };
    let export = doc(format!("Export as it can be imported: {label}")).bytes("text/csv");
    let export = match I::EXPORT_OF {
        None => export,
        Some((option, _)) => export.required_query(option, "Of which one."),
    };
    Routes::new().post(&format!("/data_imports/{name}"), draft::create::<I>, begin).get(
        &format!("/data_imports/{name}/export"),
        files::export::<I>,
        export,
    )
}

fn steps() -> Routes {
    Routes::new()
        .post(
            "/data_imports/{id}/file",
            upload::upload,
            doc("Upload the file of an import: the body is its content")
                .status(202)
                .required_query("filename", "Name of the file.")
                .one::<View>(),
        )
        .patch(
            "/data_imports/{id}",
            draft::update,
            doc("Decide on header, columns and options of an import").body::<DraftInput>().one::<View>(),
        )
        .get(
            "/data_imports/{id}/rows",
            review::list,
            doc("Rows of an import; errors=1: those that failed; left_out=1: those that are left out; from=5: beginning with row 5")
                .many::<RowView>(),
        )
        .patch(
            "/data_imports/{id}/rows/{number}",
            review::edit,
            doc("Correct a row of an import, leave it out or take it in").body::<RowInput>().one::<RowView>(),
        )
        .delete(
            "/data_imports/{id}/rows/{number}",
            review::leave_out,
            doc("Leave a row of an import out").one::<RowView>(),
        )
        .post(
            "/data_imports/{id}/leave_out",
            review::leave_out_many,
            doc("Leave out the rows of an import that failed").status(200).body::<LeaveOutInput>().one::<View>(),
        )
        .post(
            "/data_imports/{id}/replace",
            review::replace,
            doc("Replace values in the rows of an import").status(200).body::<ReplaceInput>(),
        )
        .post(
            "/data_imports/{id}/check",
            act::check,
            doc("Check all rows of an import").status(202).one::<View>(),
        )
        .post("/data_imports/{id}/start", act::start, doc("Start an import").status(202).one::<View>())
        .post("/data_imports/{id}/restart", draft::restart, doc("Begin an import anew").one::<View>())
        .post("/data_imports/{id}/correct", act::correct, doc("Correct an import that failed").one::<View>())
        .post("/data_imports/{id}/undo", undo::undo, doc("Take an import back").one::<View>())
        .delete("/data_imports/{id}", act::delete, doc("Remove an import from the list"))
}

fn downloads() -> Routes {
    Routes::new()
        .get("/data_imports/types", files::list_types, doc("What can be imported").many::<TypeView>())
        .get(
            "/data_imports/types/{type}/template",
            files::template,
            doc("Template of a type of import").bytes("text/csv"),
        )
        .get(
            "/data_imports/{id}/failed_rows",
            files::failed_rows,
            doc("Rows of an import that failed, as a file").bytes("text/csv"),
        )
}
